package io.logstream.console.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.logstream.functions.event.LiveRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many who watch, over real connections; some read nothing. {@code -Dlogstream.clients=1000} makes
 * it large.
 */
class LiveSocketTest {

  private static final int CLIENTS = Integer.getInteger("logstream.clients", 100);

  /** Frames of a client whose time does not count: the virtual machine compiles. */
  private static final int WARM_UP = 20;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private MetricsApi api;
  private Javalin server;

  /** A client that keeps what it is told. */
  private static final class Watcher implements WebSocket.Listener {
    private final Map<String, Long> rows = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final boolean isStalled;
    private volatile String since = "";
    private volatile int full;
    private volatile int frames;

    Watcher(boolean isStalled) {
      this.isStalled = isStalled;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (!isStalled) {
        socket.request(1);
      }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean isLast) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      part.writeBytes(bytes);
      if (isLast) {
        take(part.toString(UTF_8));
        part.reset();
      }
      socket.request(1);
      return null;
    }

    private void take(String text) {
      try {
        JsonNode frame = JSON.readTree(text);
        if (frames >= WARM_UP) {
          delays.add(System.currentTimeMillis() - frame.path("now").asLong());
        }
        if (frame.path("full").asBoolean()) {
          full++;
          rows.clear();
        }
        for (JsonNode row : frame.path("rows")) {
          String key = row.get(0).asText() + " " + row.get(1).asText() + " " + row.get(2).asLong();
          if (row.get(3).isNull()) {
            rows.remove(key);
          } else {
            rows.put(key, row.get(3).asLong());
          }
        }
        since = frame.path("epoch").asText() + ":" + frame.path("version").asLong();
        frames++;
      } catch (IOException e) {
        throw new IllegalStateException(text, e);
      }
    }
  }

  @BeforeEach
  void start() {
    // No broker: the rows are put by the test.
    api = new MetricsApi("127.0.0.1:1", 2_000);
    server = Javalin.create(api::register).start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    server.stop();
    api.close();
  }

  private WebSocket connect(Watcher watcher, String since) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/api/v1/live?since=" + since);
    return http.newWebSocketBuilder().buildAsync(uri, watcher).join();
  }

  private void put(String of, long second, long value) {
    api.put(new LiveRow("m", of, second, OptionalLong.of(value)));
  }

  @Test
  void aClientThatComesBackGetsWhatItMissedAndNoMore() {
    put("a", 1, 1);
    Watcher watcher = new Watcher(false);
    WebSocket socket = connect(watcher, "");
    await().atMost(LIMIT).until(() -> watcher.rows.containsKey("m a 1"));
    socket.abort();

    put("a", 2, 5);
    put("a", 2, 6);
    Watcher again = new Watcher(false);
    connect(again, watcher.since);
    await().atMost(LIMIT).until(() -> again.frames > 0);
    assertThat(again.rows).containsOnly(Map.entry("m a 2", 6L));
    assertThat(again.full).isZero();
  }

  @Test
  void aClientFromBeforeTheRestartGetsEverything() {
    put("a", 1, 1);
    put("a", 2, 2);
    Watcher watcher = new Watcher(false);
    connect(watcher, "another:1");
    await().atMost(LIMIT).until(() -> watcher.frames > 0);
    assertThat(watcher.full).isEqualTo(1);
    assertThat(watcher.rows).hasSize(2);
  }

  @Test
  void thoseWhoReadAreServedInTimeWhateverOthersDo() {
    List<Watcher> readers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Watcher watcher = new Watcher(i % 20 == 0);
      connect(watcher, "");
      if (!watcher.isStalled) {
        readers.add(watcher);
      }
    }
    AtomicLong second = new AtomicLong();
    long before = usedAfterCollection();
    // Forty rows each twentieth of a second, each frame some kilobytes.
    timer.scheduleAtFixedRate(
        () -> {
          long now = second.incrementAndGet() / 20;
          for (int i = 0; i < 40; i++) {
            put("service-with-a-name-" + i, now, second.get() * 100 + i);
          }
        },
        0,
        50,
        TimeUnit.MILLISECONDS);
    await()
        .atMost(LIMIT)
        .until(() -> readers.stream().allMatch(watcher -> watcher.frames > WARM_UP + 40));
    long grown = usedAfterCollection() - before;

    List<Long> delays = new ArrayList<>();
    readers.forEach(watcher -> delays.addAll(watcher.delays));
    Collections.sort(delays);
    long p99 = delays.get((int) (delays.size() * 0.99));
    System.out.printf(
        "live: %d clients, %d of them stalled, %d deliveries, p50 %d ms, p99 %d ms, heap %+d KiB%n",
        CLIENTS,
        CLIENTS - readers.size(),
        delays.size(),
        delays.get(delays.size() / 2),
        p99,
        grown >> 10);
    // A client's message underway and the rows kept; what a stalled one missed is not queued. The
    // clients' own maps are in this heap too.
    assertThat(grown).isLessThan((32L << 20) + CLIENTS * (256L << 10));
    // On a machine that does other things besides; the figure is in the docs.
    assertThat(p99).isLessThan(5_000);
  }

  private static long usedAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
