package io.logstream.console.search;

import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.logstream.console.ApiException;
import io.logstream.functions.search.ElasticsearchConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;

/**
 * Asks Elasticsearch within limits: so many requests at once, none for longer than its time, none
 * at all for a while after it failed again and again. A request of a session is given up, here and
 * in the cluster, when the next of that session comes: nobody waits for its answer any more.
 */
public final class Elasticsearch implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClientTransport transport;
  private final Semaphore slots;
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "console-elasticsearch",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(20)
              .minimumNumberOfCalls(5)
              .failureRateThreshold(50)
              .waitDurationInOpenState(Duration.ofSeconds(2))
              .permittedNumberOfCallsInHalfOpenState(2)
              .build());
  private final Map<String, Running> sessions = new ConcurrentHashMap<>();

  private record Running(Cancellable request, CompletableFuture<JsonNode> answer) {}

  /** A client with so many requests at once. */
  public Elasticsearch(ElasticsearchConnection connection, int atOnce) {
    transport = (RestClientTransport) connection.open();
    slots = new Semaphore(atOnce);
  }

  /** A text as one segment of a request's path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A request that nobody will want to give up. */
  public CompletableFuture<JsonNode> call(String method, String path, JsonNode body) {
    return call(method, path, body, "");
  }

  /**
   * A request.
   *
   * @param body may be a missing node for none
   * @param session its predecessor in which is given up; empty for none
   * @return the answer, or an {@link ApiException}
   */
  public CompletableFuture<JsonNode> call(
      String method, String path, JsonNode body, String session) {
    if (!slots.tryAcquire()) {
      return CompletableFuture.failedFuture(
          ApiException.tooMany("too many searches at once; try again"));
    }
    if (!breaker.tryAcquirePermission()) {
      slots.release();
      return CompletableFuture.failedFuture(
          ApiException.unavailable("the index does not answer; it is asked again in a moment"));
    }
    Request request = new Request(method, path);
    if (!body.isMissingNode()) {
      request.setJsonEntity(body.toString());
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    long start = System.nanoTime();
    Cancellable cancellable =
        transport
            .restClient()
            .performRequestAsync(
                request,
                new ResponseListener() {
                  @Override
                  public void onSuccess(Response response) {
                    ended(start, true);
                    read(response, answer);
                  }

                  @Override
                  public void onFailure(Exception failure) {
                    ended(start, isTheRequestsFault(failure));
                    answer.completeExceptionally(apiException(failure));
                  }
                });
    if (!session.isEmpty()) {
      Running running = new Running(cancellable, answer);
      Running before = sessions.put(session, running);
      if (before != null && before.answer().completeExceptionally(ApiException.superseded())) {
        before.request().cancel();
      }
      answer.whenComplete((json, failure) -> sessions.remove(session, running));
    }
    return answer;
  }

  private void ended(long start, boolean well) {
    slots.release();
    long nanos = System.nanoTime() - start;
    if (well) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException("failed"));
    }
  }

  private static void read(Response response, CompletableFuture<JsonNode> answer) {
    try {
      answer.complete(
          response.getEntity() == null
              ? JSON.createObjectNode()
              : JSON.readTree(response.getEntity().getContent()));
    } catch (IOException e) {
      answer.completeExceptionally(ApiException.unavailable("the index's answer broke off"));
    }
  }

  private static boolean isTheRequestsFault(Exception failure) {
    return failure instanceof CancellationException
        || failure instanceof ResponseException e
            && e.getResponse().getStatusLine().getStatusCode() < 500;
  }

  private static ApiException apiException(Exception failure) {
    if (failure instanceof ResponseException e) {
      int status = e.getResponse().getStatusLine().getStatusCode();
      String reason = reason(e.getResponse());
      return switch (status) {
        case 400 -> ApiException.badRequest("rejected", reason);
        case 404 -> ApiException.notFound(reason);
        case 429 -> ApiException.tooMany(reason);
        default -> ApiException.unavailable("the index answered %d: %s".formatted(status, reason));
      };
    }
    if (failure instanceof SocketTimeoutException) {
      return ApiException.timeout("the index did not answer in time");
    }
    return ApiException.unavailable("the index does not answer: " + failure.getMessage());
  }

  private static String reason(Response response) {
    try {
      JsonNode error = JSON.readTree(EntityUtils.toString(response.getEntity())).path("error");
      JsonNode deepest = error;
      while (deepest.has("caused_by")) {
        deepest = deepest.get("caused_by");
      }
      String root = error.at("/root_cause/0/reason").asText();
      String text = deepest.path("reason").asText(root);
      return text.isEmpty() ? response.getStatusLine().toString() : text;
    } catch (IOException | RuntimeException e) {
      return response.getStatusLine().toString();
    }
  }

  @Override
  public void close() {
    try {
      transport.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
