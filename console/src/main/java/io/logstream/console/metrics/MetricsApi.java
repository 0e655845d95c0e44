package io.logstream.console.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.logstream.console.ApiModule;
import io.logstream.console.QueryParameters;
import io.logstream.console.metrics.LiveClients.Client;
import io.logstream.functions.event.LiveRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WriteCallback;

/**
 * The live metrics: {@code WS /api/v1/live?since=EPOCH:VERSION} for what changes, and {@code GET
 * /api/v1/metrics/live} for what stands. A client that comes back with the version it had gets what
 * it missed; one without, or from before the console's restart, gets everything kept.
 */
public final class MetricsApi implements ApiModule {

  private static final String SOCKET = "/api/v1/live";
  private static final int KEPT_SECONDS = 300;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final int mostClients;
  private final String epoch = Long.toString(System.currentTimeMillis(), 36);
  private final LiveBoard board = new LiveBoard(KEPT_SECONDS);
  private final LiveClients clients = new LiveClients(board, epoch);
  private final MetricsReader metrics;
  private final LagReader lags;
  private final Map<String, Client> bySession = new ConcurrentHashMap<>();

  /**
   * @param mostClients at once; more are asked to come later
   */
  public MetricsApi(String brokers, int mostClients) {
    this.mostClients = mostClients;
    metrics = new MetricsReader(brokers, Duration.ofSeconds(KEPT_SECONDS), board::put);
    lags = new LagReader(brokers, board::put);
  }

  /** Takes a row as if it had come from Kafka: for tests. */
  void put(LiveRow row) {
    board.put(row);
  }

  @Override
  public void register(JavalinConfig config) {
    config.jetty.modifyWebSocketServletFactory(factory -> factory.setIdleTimeout(IDLE));
    config.router.mount(
        routes -> routes.get("/api/v1/metrics/live", this::rows).ws(SOCKET, this::socket));
    clients.start();
    metrics.start();
    lags.start();
  }

  private void socket(WsConfig socket) {
    socket.onConnect(this::connect);
    socket.onClose(context -> leave(context.sessionId()));
    socket.onError(context -> leave(context.sessionId()));
  }

  private void connect(WsConnectContext context) {
    if (clients.size() >= mostClients) {
      context.closeSession(TRY_AGAIN_LATER, "as many watch as may; try again later");
      return;
    }
    String since = context.queryParam("since");
    bySession.put(
        context.sessionId(), clients.add(wire(context.session), seen(since == null ? "" : since)));
  }

  private void leave(String session) {
    Client client = bySession.remove(session);
    if (client != null) {
      clients.remove(client);
    }
  }

  /** The version of this epoch that a client says it has seen; 0 for all else. */
  private long seen(String since) {
    if (!since.startsWith(epoch + ':')) {
      return 0;
    }
    try {
      long version = Long.parseLong(since.substring(epoch.length() + 1));
      return version >= 0 && version <= board.version() ? version : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static LiveClients.Wire wire(Session session) {
    return (ByteBuffer frame, Runnable done) ->
        session
            .getRemote()
            .sendBytes(
                frame,
                new WriteCallback() {
                  @Override
                  public void writeSuccess() {
                    done.run();
                  }

                  @Override
                  public void writeFailed(Throwable failure) {
                    // The session's close follows, and takes the client out.
                    done.run();
                  }
                });
  }

  private void rows(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    int seconds = parameters.number("seconds", 60, 1, KEPT_SECONDS);
    String metric = parameters.text("metric", "");
    LiveBoard.Changes all = board.since(0);
    long newest = all.rows().stream().mapToLong(LiveRow::second).max().orElse(0);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("epoch", epoch).put("version", all.version()).put("clients", clients.size());
    ArrayNode rows = answer.putArray("rows");
    for (LiveRow row : all.rows()) {
      if (row.value().isPresent()
          && row.second() > newest - seconds
          && (metric.isEmpty() || metric.equals(row.metric()))) {
        rows.addObject()
            .put("metric", row.metric())
            .put("of", row.of())
            .put("second", row.second())
            .put("value", row.value().getAsLong());
      }
    }
    context.json(answer);
  }

  @Override
  public void close() {
    clients.close();
    metrics.close();
    lags.close();
  }
}
