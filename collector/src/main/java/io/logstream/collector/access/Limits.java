package io.logstream.collector.access;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much one sender, known by its address, may do: lines and bytes a second (a token bucket of
 * one second) and connections at a time. 0 is no limit. Safe for use by many threads.
 */
public final class Limits {

  /** Senders remembered; the one not seen for longest is forgotten, with a full bucket. */
  private static final int MOST = 10_000;

  private final long linesPerSecond;
  private final long bytesPerSecond;
  private final int connections;

  private final Map<String, Sender> senders =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sender> eldest) {
          return size() > MOST;
        }
      };

  /** Of each sender that has one. */
  private final Map<String, Integer> open = new HashMap<>();

  private static final class Sender {
    private double lines;
    private double bytes;
    private long filled;
  }

  /** Limits of each sender. */
  public Limits(long linesPerSecond, long bytesPerSecond, int connections) {
    this.linesPerSecond = linesPerSecond;
    this.bytesPerSecond = bytesPerSecond;
    this.connections = connections;
  }

  /** Whether there is a limit of the rate. */
  public boolean areRated() {
    return linesPerSecond > 0 || bytesPerSecond > 0;
  }

  /**
   * Takes lines that a sender has sent.
   *
   * @return how many nanoseconds it has to wait until it is within its rate again; 0 if it is
   */
  public long take(String ip, long lines, long bytes) {
    return take(ip, lines, bytes, System.nanoTime());
  }

  synchronized long take(String ip, long lines, long bytes, long now) {
    if (!areRated()) {
      return 0;
    }
    Sender sender = filled(ip, now);
    sender.lines -= lines;
    sender.bytes -= bytes;
    return Math.max(wait(sender.lines, linesPerSecond), wait(sender.bytes, bytesPerSecond));
  }

  /** Whether a sender is within its rate. */
  public boolean allows(String ip) {
    return take(ip, 0, 0) == 0;
  }

  private Sender filled(String ip, long now) {
    Sender sender = senders.get(ip);
    if (sender == null) {
      sender = new Sender();
      sender.lines = linesPerSecond;
      sender.bytes = bytesPerSecond;
      sender.filled = now;
      senders.put(ip, sender);
    }
    double seconds = (now - sender.filled) / 1e9;
    sender.lines = Math.min(linesPerSecond, sender.lines + seconds * linesPerSecond);
    sender.bytes = Math.min(bytesPerSecond, sender.bytes + seconds * bytesPerSecond);
    sender.filled = now;
    return sender;
  }

  private static long wait(double left, long perSecond) {
    return perSecond == 0 || left >= 0 ? 0 : (long) (-left / perSecond * 1e9);
  }

  /** Counts a connection in; false if the sender has as many as it may. */
  public synchronized boolean connect(String ip) {
    if (connections > 0 && open.getOrDefault(ip, 0) >= connections) {
      return false;
    }
    open.merge(ip, 1, Integer::sum);
    return true;
  }

  /** Counts a connection out. */
  public synchronized void disconnect(String ip) {
    open.computeIfPresent(ip, (key, count) -> count == 1 ? null : count - 1);
  }
}
