package io.logstream.local.shop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Calls another service: passes the trace on, waits no longer than the time-out, logs each call.
 */
final class Downstream {

  /** A caller waits so long and no longer: a slow dependency becomes an error here. */
  static final Duration TIMEOUT = Duration.ofMillis(1500);

  private final String service;
  private final URI base;
  private final String part;
  private final ServiceLog log;
  private final SpanFile spans;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMillis(500))
          .build();

  /**
   * A client.
   *
   * @param service the name of the service called
   * @param part the part of the calling service that speaks in the log, such as {@code StockClient}
   */
  Downstream(String service, URI base, String part, ServiceLog log, SpanFile spans) {
    this.service = service;
    this.base = base;
    this.part = part;
    this.log = log;
    this.spans = spans;
  }

  String address() {
    return base.getHost() + ":" + base.getPort();
  }

  /** A call got no answer, or one that says that the other side failed. */
  static final class CallFailed extends Exception {

    private static final long serialVersionUID = 1L;
    private final int status;

    CallFailed(String message, int status, Throwable cause) {
      super(message, cause);
      this.status = status;
    }

    /** The status that was answered, else what a proxy answers: 502, or 504 after a time-out. */
    int status() {
      return status;
    }

    /** Whether the other side answered at all. */
    boolean answered() {
      return getCause() == null;
    }
  }

  /** Calls, and gives the answer where its status is below 500. */
  Answer call(String method, String target, TraceContext caller) throws CallFailed {
    TraceContext trace = caller.child();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(target))
            .timeout(TIMEOUT)
            .header("traceparent", trace.traceparent())
            .header("User-Agent", "shop/1.0")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    long started = System.nanoTime();
    long startedAt = System.currentTimeMillis() * 1_000_000;
    int status = 0;
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      status = response.statusCode();
      if (status >= 500) {
        throw new CallFailed(
            "%s answered %d to %s %s".formatted(service, status, method, target), status, null);
      }
      return new Answer(status, response.body());
    } catch (HttpTimeoutException e) {
      throw new CallFailed(
          "no answer of %s to %s %s within %d ms"
              .formatted(service, method, target, TIMEOUT.toMillis()),
          504,
          e);
    } catch (ConnectException e) {
      throw new CallFailed(
          "connect to %s (%s) failed: Connection refused".formatted(service, address()), 502, e);
    } catch (IOException e) {
      throw new CallFailed(
          "connection to %s (%s) lost: %s".formatted(service, address(), e.getMessage()), 502, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallFailed("interrupted", 500, e);
    } finally {
      long nanos = System.nanoTime() - started;
      record(trace, method, target, status, startedAt, nanos);
    }
  }

  private void record(
      TraceContext trace, String method, String target, int status, long startedAt, long nanos) {
    boolean failed = status == 0 || status >= 500;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("peer_service", service);
    fields.put("method", method);
    fields.put("url", base.resolve(target));
    fields.put("status", status);
    fields.put("duration_ms", nanos / 1_000_000);
    log.log(
        failed ? ServiceLog.Level.WARN : ServiceLog.Level.INFO,
        part,
        failed ? "call failed" : "call completed",
        fields,
        trace,
        null);
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("http.request.method", method);
    attributes.put("http.response.status_code", status);
    attributes.put("peer.service", service);
    attributes.put("server.address", base.getHost());
    attributes.put("server.port", base.getPort());
    int query = target.indexOf('?');
    spans.write(
        SpanFile.Kind.CLIENT,
        method + " " + Request.route(query < 0 ? target : target.substring(0, query)),
        trace,
        startedAt,
        startedAt + nanos,
        failed,
        attributes);
  }
}
