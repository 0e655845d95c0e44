package io.logstream.functions.search;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with "equal jitter": half of the delay is certain, half is drawn, so that
 * writers that failed together do not come back together, and none comes back at once.
 *
 * @param first the delay after the first failure
 * @param longest the delay is never longer
 */
record Backoff(Duration first, Duration longest) {

  /** The delay in milliseconds after so many failures in a row, counted from 1. */
  long millis(int failures, RandomGenerator random) {
    long ceiling = longest.toMillis();
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    long delay = Math.min(ceiling, first.toMillis() << doublings);
    long half = Math.max(1, delay / 2);
    return half + random.nextLong(half + 1);
  }
}
