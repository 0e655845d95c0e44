package io.logstream.console.metrics;

import io.logstream.console.DaemonThreads;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the board's changes to those who watch, five times a second. A client has one message
 * underway at most; one whose network is slow misses the ticks meanwhile, and then gets the newest
 * state of all that changed. So a client costs the console one message of memory, however slow.
 */
final class LiveClients implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveClients.class);
  private static final long TICK_MILLIS = 200;

  /**
   * So often a client hears something even if nothing changes; connections that idle are closed.
   */
  private static final long HEARTBEAT_NANOS = 5_000_000_000L;

  private final LiveBoard board;
  private final LiveFrames frames;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("live-clients"));

  /** Where a client's messages go. */
  interface Wire {
    /** Sends; {@code done} is called once, from any thread, when it is sent or has failed. */
    void send(ByteBuffer frame, Runnable done);
  }

  /** One who watches. */
  static final class Client {
    private final Wire wire;
    private final AtomicBoolean underway = new AtomicBoolean();
    private long seen;
    private boolean isNew = true;
    private long lastSent = System.nanoTime();

    private Client(Wire wire, long seen) {
      this.wire = wire;
      this.seen = seen;
    }
  }

  LiveClients(LiveBoard board, String epoch) {
    this.board = board;
    this.frames = new LiveFrames(epoch);
  }

  void start() {
    timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a client in.
   *
   * @param seen the version that it has seen everything up to; 0 for nothing
   */
  Client add(Wire wire, long seen) {
    Client client = new Client(wire, seen);
    clients.add(client);
    return client;
  }

  void remove(Client client) {
    clients.remove(client);
  }

  int size() {
    return clients.size();
  }

  /** One round: those whose last message is sent get what changed since. */
  void tick() {
    try {
      Map<Long, Frame> made = new HashMap<>();
      long now = System.currentTimeMillis();
      for (Client client : clients) {
        if (client.underway.compareAndSet(false, true)) {
          send(client, made, now);
        }
      }
    } catch (RuntimeException e) {
      // The next round goes on: without this the timer would end at the first.
      LOG.error("live metrics are not sent", e);
    }
  }

  /** A message, and the version that one has with it; the same for all who had seen the same. */
  private record Frame(ByteBuffer bytes, long version, boolean isEmpty) {}

  private void send(Client client, Map<Long, Frame> made, long now) {
    Frame frame = made.computeIfAbsent(client.seen, seen -> frame(seen, now));
    boolean isDue = System.nanoTime() - client.lastSent > HEARTBEAT_NANOS;
    if (frame.isEmpty() && !client.isNew && !isDue) {
      client.underway.set(false);
      return;
    }
    client.seen = frame.version();
    client.isNew = false;
    client.lastSent = System.nanoTime();
    client.wire.send(frame.bytes().duplicate(), () -> client.underway.set(false));
  }

  private Frame frame(long seen, long now) {
    LiveBoard.Changes changes = board.since(seen);
    return new Frame(
        frames.of(changes.version(), seen == 0, now, changes.rows()),
        changes.version(),
        changes.rows().isEmpty());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
