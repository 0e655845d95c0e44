package io.logstream.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import io.logstream.console.DaemonThreads;
import io.logstream.console.QueryParameters;
import io.logstream.console.query.LineMatcher;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code GET /api/v1/tail}: lines as they come in, as server-sent events. Event {@code lines} holds
 * an array of events; event {@code status}, once a second, how many came by and how many were
 * dropped.
 */
public final class TailApi implements ApiModule {

  private static final String PATH = "/api/v1/tail";
  private static final String EVENT_STREAM = "text/event-stream";
  private static final int LINES_IN_ONE = 200;
  private static final long STATUS_NANOS = 1_000_000_000L;

  private final LiveTail tail;
  private final ExecutorService senders =
      Executors.newCachedThreadPool(DaemonThreads.named("live-tail-sender"));

  /** An API over that tail, which it closes with itself. */
  public TailApi(LiveTail tail) {
    this.tail = tail;
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(
        routes -> routes.before(PATH, TailApi::requireEventStream).sse(PATH, this::open));
  }

  /** Javalin answers others with nothing. */
  private static void requireEventStream(Context context) {
    String accepted = context.header("Accept");
    if (accepted == null || !accepted.equals(EVENT_STREAM)) {
      throw ApiException.badRequest("accept", "expected the header Accept: " + EVENT_STREAM);
    }
  }

  private void open(SseClient client) {
    Subscription subscription =
        tail.subscribe(new LineMatcher(QueryParameters.of(client.ctx()).query()));
    client.keepAlive();
    client.onClose(subscription::close);
    senders.execute(() -> send(client, subscription));
  }

  private static void send(SseClient client, Subscription subscription) {
    long lastStatus = System.nanoTime() - STATUS_NANOS;
    try (subscription) {
      while (!client.terminated()) {
        List<JsonNode> lines = subscription.take(LINES_IN_ONE, 250);
        if (!lines.isEmpty()) {
          ArrayNode array = JsonNodeFactory.instance.arrayNode();
          lines.forEach(array::add);
          client.sendEvent("lines", array.toString(), null);
        }
        if (System.nanoTime() - lastStatus >= STATUS_NANOS) {
          lastStatus = System.nanoTime();
          client.sendEvent("status", status(subscription), null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }

  private static String status(Subscription subscription) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("seen", subscription.seen());
    status.put("dropped", subscription.dropped());
    status.put("failure", subscription.failure());
    return status.toString();
  }

  @Override
  public void close() {
    senders.shutdownNow();
    tail.close();
  }
}
