package io.logstream.local.chaos;

import io.logstream.functions.event.Topics;
import io.logstream.local.region.RegionLink;
import io.logstream.local.stack.Server;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One fault on a running stack under 200 numbered lines a second, and what was noticed of it, how
 * fast, and what was lost.
 */
public final class Experiment {

  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** A job may have to start again from its checkpoint, on a busy machine. */
  private static final Duration DRAIN = Duration.ofMinutes(3);

  private static final int SLOW_TURNS = 10;

  private final URI collector;
  private final String brokers;
  private final String events;
  private final Optional<RegionLink> link;

  private Experiment(URI collector, String brokers, String events, Optional<RegionLink> link) {
    this.collector = collector;
    this.brokers = brokers;
    this.events = events;
    this.link = link;
  }

  /**
   * Experiments on a stack.
   *
   * @param collector where lines are sent
   */
  public static Experiment on(URI collector, String brokers) {
    return new Experiment(collector, brokers, Topics.LOGS, Optional.empty());
  }

  /**
   * Experiments on the link between two regions.
   *
   * @param collector of the one, where lines are sent
   * @param brokers of the other
   * @param mirror the topic there in which the lines' events come out
   */
  public static Experiment across(RegionLink link, URI collector, String brokers, String mirror) {
    return new Experiment(collector, brokers, mirror, Optional.of(link));
  }

  /**
   * What came of it.
   *
   * @param target the process; empty for a fault by traffic
   * @param noticedMs from the fault until the process' own health check failed, of a link until the
   *     regions' agents saw it; -1: it did not
   * @param recoveredMs from the fault until it held again; -1: it never failed
   * @param acknowledged lines that the collector took
   * @param lost of these, lines that never came out as events
   * @param again events that came out twice with one id: a sender's second try, one document in the
   *     index
   * @param silenceMs the longest time without an event
   * @param p50Ms median time from sender to committed event
   * @param floodLines lines of a flood that were taken
   */
  public record Report(
      Fault fault,
      String target,
      long noticedMs,
      long recoveredMs,
      long acknowledged,
      long lost,
      long again,
      long silenceMs,
      long p50Ms,
      long p99Ms,
      long floodLines) {}

  /** Does it and returns when every line is accounted for or will not be. */
  public Report run(Fault fault, Optional<Server> target, Duration duration)
      throws InterruptedException {
    String name = UUID.randomUUID().toString();
    try (Traffic traffic = new Traffic(collector, brokers, events, name)) {
      Thread.sleep(BEFORE.toMillis());
      Watch watch = new Watch(health(target));
      long flood = inject(fault, target, duration);
      watch.awaitRecovery(DRAIN);
      Thread.sleep(AFTER.toMillis());
      traffic.drain(DRAIN);
      Ledger.Account account = traffic.ledger().account();
      return new Report(
          fault,
          target.map(Server::name).orElse(""),
          watch.noticedMs(),
          watch.recoveredMs(),
          account.acknowledged(),
          account.lost(),
          account.again(),
          account.silenceMs(),
          account.p50Ms(),
          account.p99Ms(),
          flood);
    }
  }

  private Optional<BooleanSupplier> health(Optional<Server> target) {
    return target
        .<BooleanSupplier>map(server -> () -> server.whyNotReady().isEmpty())
        .or(() -> link.map(through -> through::isWell));
  }

  private long inject(Fault fault, Optional<Server> target, Duration duration)
      throws InterruptedException {
    switch (fault) {
      case KILL -> {
        target.orElseThrow().kill();
        Thread.sleep(duration.toMillis());
        target.orElseThrow().start();
      }
      case PAUSE -> {
        target.orElseThrow().pause();
        try {
          Thread.sleep(duration.toMillis());
        } finally {
          target.orElseThrow().resume();
        }
      }
      case SLOW -> slow(target.orElseThrow(), duration);
      case CUT -> {
        RegionLink through = link.orElseThrow();
        through.cut();
        try {
          Thread.sleep(duration.toMillis());
        } finally {
          through.heal();
        }
      }
      case FILL -> {
        return new Flood(collector, Duration.ZERO).run(duration);
      }
      case SKEW -> {
        return new Flood(collector, Duration.ofHours(1)).run(duration);
      }
    }
    return 0;
  }

  private static void slow(Server target, Duration duration) throws InterruptedException {
    Instant end = Instant.now().plus(duration);
    long share = Duration.ofSeconds(1).toMillis() / SLOW_TURNS;
    try {
      while (Instant.now().isBefore(end)) {
        target.pause();
        Thread.sleep(share * (SLOW_TURNS - 1));
        target.resume();
        Thread.sleep(share);
      }
    } finally {
      target.resume();
    }
  }

  /** Asks a health check all the time, in a thread of its own. */
  private static final class Watch {

    private final long begin = System.nanoTime();
    private volatile long noticed = -1;
    private volatile long recovered = -1;
    private volatile boolean isOver;
    private final Optional<BooleanSupplier> health;

    Watch(Optional<BooleanSupplier> health) {
      this.health = health;
      health.ifPresent(
          check -> {
            Thread thread = new Thread(() -> look(check), "chaos-watch");
            thread.setDaemon(true);
            thread.start();
          });
    }

    private void look(BooleanSupplier check) {
      while (!isOver) {
        boolean isReady = check.getAsBoolean();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        if (!isReady) {
          noticed = noticed < 0 ? millis : noticed;
          recovered = -1;
        } else if (noticed >= 0 && recovered < 0) {
          recovered = millis;
        }
        try {
          Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    void awaitRecovery(Duration limit) throws InterruptedException {
      if (health.isPresent()) {
        long end = System.nanoTime() + limit.toNanos();
        // A look that is under way may still say that it fails.
        Thread.sleep(2 * BETWEEN_LOOKS.toMillis());
        while (noticed >= 0 && recovered < 0 && System.nanoTime() < end) {
          Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
      }
      isOver = true;
    }

    long noticedMs() {
      return noticed;
    }

    long recoveredMs() {
      return recovered;
    }
  }
}
