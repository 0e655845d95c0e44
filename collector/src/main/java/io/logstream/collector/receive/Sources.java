package io.logstream.collector.receive;

import io.logstream.collector.line.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What each sender did, by its address and transport: lines, when it was heard last, its last
 * error. A sender that has stopped sending is <em>silent</em>, and that is worth an alert. Bounded:
 * with too many senders, new ones are counted together as {@value #OTHERS}.
 */
public final class Sources {

  static final String OTHERS = "others";

  /** Senders known one by one. */
  private static final int MOST = 10_000;

  private final Duration silentAfter;
  private final Map<String, Seen> byName = new ConcurrentHashMap<>();

  private static final class Seen {
    private final LongAdder lines = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile long lastNanos = System.nanoTime();
    private volatile Instant last = Instant.now();
    private volatile Optional<String> error = Optional.empty();
    private volatile Optional<Instant> errorAt = Optional.empty();
  }

  /**
   * A sender at a moment.
   *
   * @param refused lines of it in the dead letters
   * @param isSilent whether it has not been heard for longer than the option says
   */
  public record Status(
      String source,
      long lines,
      long bytes,
      long refused,
      Instant last,
      boolean isSilent,
      Optional<String> error,
      Optional<Instant> errorAt) {}

  /**
   * @param silentAfter a sender not heard for longer is silent
   */
  public Sources(Duration silentAfter) {
    this.silentAfter = silentAfter;
  }

  /** Lines of one hand-over; neighbours mostly share their source. */
  void seen(List<Line> lines) {
    Line previous = lines.get(0);
    Seen seen = of(previous.source().transport(), previous.source().peer());
    long count = 0;
    long bytes = 0;
    for (Line line : lines) {
      if (!line.source().peer().equals(previous.source().peer())) {
        seen.lines.add(count);
        seen.bytes.add(bytes);
        count = 0;
        bytes = 0;
        seen = of(line.source().transport(), line.source().peer());
      }
      count++;
      bytes += line.bytes().length;
      if (line.refusal().isPresent()) {
        seen.refused.increment();
        failed(seen, line.refusal().get().error());
      }
      previous = line;
    }
    seen.lines.add(count);
    seen.bytes.add(bytes);
  }

  private Seen of(String transport, String peer) {
    String name = transport + " " + peer;
    Seen seen = byName.get(name);
    if (seen == null) {
      seen = byName.computeIfAbsent(byName.size() < MOST ? name : OTHERS, key -> new Seen());
    }
    long now = System.nanoTime();
    if (now - seen.lastNanos > 1_000_000) {
      seen.lastNanos = now;
      seen.last = Instant.now();
    }
    return seen;
  }

  /** Something went wrong with a sender. */
  public void failed(String transport, String peer, String error) {
    failed(of(transport, peer), error);
  }

  private static void failed(Seen seen, String error) {
    seen.error = Optional.of(error);
    seen.errorAt = Optional.of(Instant.now());
  }

  /** All senders, those heard last first. */
  public List<Status> all() {
    Instant now = Instant.now();
    List<Status> list = new ArrayList<>();
    byName.forEach(
        (name, seen) ->
            list.add(
                new Status(
                    name,
                    seen.lines.sum(),
                    seen.bytes.sum(),
                    seen.refused.sum(),
                    seen.last,
                    isSilent(seen, now),
                    seen.error,
                    seen.errorAt)));
    list.sort(Comparator.comparing(Status::last).reversed());
    return list;
  }

  private boolean isSilent(Seen seen, Instant now) {
    return seen.lines.sum() > 0 && Duration.between(seen.last, now).compareTo(silentAfter) > 0;
  }

  /** Senders that are silent. */
  public long silent() {
    Instant now = Instant.now();
    return byName.values().stream().filter(seen -> isSilent(seen, now)).count();
  }
}
