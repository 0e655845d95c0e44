package io.logstream.console.router;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Passes requests on to a region's console, and asks whether the region is well. */
final class RegionClient {

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final int CHUNK = 8 << 10;

  /** Those of one connection, and those that the client sets itself. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Requests that may be sent again, whatever became of the first. */
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");

  /** How it went. */
  enum Outcome {
    ANSWERED,
    /** Another region may be tried. */
    UNREACHED,
    /** The region may have done it, or has sent a part of its answer. */
    BROKEN
  }

  private final URI console;
  private final Optional<URI> agent;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  RegionClient(URI console, Optional<URI> agent) {
    this.console = console;
    this.agent = agent;
  }

  /**
   * Whether the console answers, and the agent does not say that the region is unwell. An agent
   * that is away says nothing: one process less to watch is no reason to leave a region.
   */
  boolean isWell() {
    return status(console) == 200 && agent.map(uri -> status(uri) != 503).orElse(true);
  }

  /** The status of its health; 0 without an answer. */
  private int status(URI base) {
    try {
      return http.send(
              HttpRequest.newBuilder(base.resolve("/health")).timeout(PROBE).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Sends the request on and the answer back. */
  Outcome pass(Context context, String region) {
    boolean isBegun = false;
    try {
      HttpResponse<InputStream> answer =
          http.send(request(context), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        isBegun = true;
        begin(context, region, answer);
        copy(body, context.res().getOutputStream());
      }
      return Outcome.ANSWERED;
    } catch (HttpConnectTimeoutException | ConnectException e) {
      return Outcome.UNREACHED;
    } catch (IOException e) {
      return !isBegun && IDEMPOTENT.contains(context.method().name())
          ? Outcome.UNREACHED
          : Outcome.BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.BROKEN;
    }
  }

  private HttpRequest request(Context context) {
    String query = context.queryString();
    URI target =
        URI.create(
            console.resolve(context.req().getRequestURI()) + (query == null ? "" : "?" + query));
    byte[] body = context.bodyAsBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(ANSWER)
            .method(
                context.method().name(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    context
        .headerMap()
        .forEach(
            (name, value) -> {
              if (isPassedOn(name)) {
                request.header(name, value);
              }
            });
    return request.build();
  }

  private static void begin(Context context, String region, HttpResponse<InputStream> answer) {
    context.status(answer.statusCode());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (isPassedOn(name)) {
                values.forEach(value -> context.res().addHeader(name, value));
              }
            });
    context.res().setHeader(Router.REGION_HEADER, region);
  }

  /** Each piece at once: an answer may be a stream of events that never ends. */
  private static void copy(InputStream body, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
      out.write(chunk, 0, n);
      out.flush();
    }
  }

  private static boolean isPassedOn(String header) {
    return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
  }
}
