package io.logstream.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.http.BadRequestException;
import io.logstream.collector.http.Endpoint;
import io.logstream.collector.http.HttpAnswer;
import io.logstream.collector.http.HttpCall;
import io.logstream.collector.http.Router;
import io.logstream.functions.resilience.Guard;
import io.netty.handler.codec.http.HttpMethod;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /metrics}, {@code GET /health}, {@code GET /ready}, and an operator's switch: {@code
 * POST /guards/kafka?state=open|closed|auto}.
 */
final class AdminEndpoint implements Endpoint {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Health.Parts parts;
  private final Router router = new Router();

  AdminEndpoint(Health.Parts parts) {
    this.parts = parts;
    router
        .on(HttpMethod.GET, "/metrics", call -> now(metrics()))
        .on(HttpMethod.GET, "/health", call -> now(health()))
        .on(HttpMethod.GET, "/ready", call -> now(ready()))
        .on(HttpMethod.POST, "/guards/*", call -> now(guard(call)));
  }

  @Override
  public CompletionStage<HttpAnswer> handle(HttpCall call) throws BadRequestException {
    return router.dispatch(call);
  }

  private static CompletionStage<HttpAnswer> now(HttpAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private HttpAnswer metrics() {
    return HttpAnswer.text(
        200, "text/plain; version=0.0.4; charset=utf-8", parts.metrics().scrape());
  }

  private HttpAnswer health() {
    try {
      return HttpAnswer.json(200, JSON.writeValueAsBytes(Health.of(parts)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 200 once lines that come in have a place to go. */
  private HttpAnswer ready() {
    return parts.gate().isOpen()
        ? HttpAnswer.json(200, "{\"ready\":true}")
        : HttpAnswer.later(503, 1, "no room: Kafka is away or slow, and the spool is full");
  }

  private HttpAnswer guard(HttpCall call) throws BadRequestException {
    Guard guard;
    try {
      guard = parts.guards().named(call.path().substring("/guards/".length()));
    } catch (NoSuchElementException e) {
      throw new BadRequestException(404, e.getMessage());
    }
    switch (call.parameter("state").orElse("")) {
      case "open" -> guard.forceOpen();
      case "closed" -> guard.forceClosed();
      case "auto" -> guard.release();
      default -> throw new BadRequestException("state: expected open, closed or auto");
    }
    return HttpAnswer.json(
        200, "{\"guard\":\"%s\",\"state\":\"%s\"}".formatted(guard.name(), guard.state()));
  }
}
