package io.logstream.console.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing slow: after some wrong passwords the next try has to wait, twice as long after
 * each, up to five minutes. The wait holds for right passwords too, or guessing would go on in it.
 */
final class LoginThrottle {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private static final class Failures {
    private int count;
    private Instant last = Instant.EPOCH;
  }

  private final int free;
  private final InstantSource clock;
  private final Map<String, Failures> byKey =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param free wrong passwords without a wait
   */
  LoginThrottle(int free, InstantSource clock) {
    this.free = free;
    this.clock = clock;
  }

  /** How long the next try of a user or an address has to wait; zero if it need not. */
  synchronized Duration wait(String key) {
    Failures failures = byKey.get(key);
    if (failures == null || failures.count < free) {
      return Duration.ZERO;
    }
    Duration passed = Duration.between(failures.last, clock.instant());
    if (passed.compareTo(FORGOTTEN_AFTER) > 0) {
      byKey.remove(key);
      return Duration.ZERO;
    }
    Duration left = waitAfter(failures.count).minus(passed);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration waitAfter(int count) {
    long seconds = 1L << Math.min(count - free, 30);
    return seconds >= LONGEST_WAIT.toSeconds() ? LONGEST_WAIT : Duration.ofSeconds(seconds);
  }

  synchronized void failed(String key) {
    Failures failures = byKey.computeIfAbsent(key, any -> new Failures());
    failures.count++;
    failures.last = clock.instant();
  }

  synchronized void succeeded(String key) {
    byKey.remove(key);
  }
}
