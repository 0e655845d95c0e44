package io.logstream.functions.threat;

import java.util.Arrays;

/**
 * Whether a series has a rhythm that chance does not explain. {@link BeaconScore} gives a dozen
 * connections of one size at random times over a day more than 0.7; this tells them from a beacon.
 *
 * <p>Of intervals between events at random times, which are exponential, 2<sup>−0.8</sup> −
 * 2<sup>−1.2</sup> = 0.139 lie within a fifth of the median. How likely it is that at least as many
 * do as were seen is the tail of the binomial distribution; the median lies within a fifth of
 * itself and is not counted. A jitter of half the interval still leaves 0.4 of them there.
 */
public final class Rhythm {

  private static final double WIDTH = 0.2;
  private static final double BY_CHANCE = Math.pow(2, WIDTH - 1) - Math.pow(2, -WIDTH - 1);

  private Rhythm() {}

  /**
   * The probability that a series without rhythm looks as rhythmic as this one.
   *
   * @param seconds when each connection began, sorted
   * @return from 0 to 1; 1 where there are fewer than three intervals above zero
   */
  public static double chance(long[] seconds) {
    long[] intervals = new long[Math.max(0, seconds.length - 1)];
    int n = 0;
    for (int i = 1; i < seconds.length; i++) {
      if (seconds[i] > seconds[i - 1]) {
        intervals[n++] = seconds[i] - seconds[i - 1];
      }
    }
    if (n < 3) {
      return 1;
    }
    Arrays.sort(intervals, 0, n);
    double median = intervals[n / 2];
    int near = 0;
    for (int i = 0; i < n; i++) {
      // Times are whole seconds: an interval of a few of them cannot be exact.
      near += Math.abs(intervals[i] - median) <= Math.max(1, WIDTH * median) ? 1 : 0;
    }
    return tail(n - 1, near - 1);
  }

  /** The probability of at least k successes in n tries, by its terms, each from the one before. */
  private static double tail(int n, int k) {
    double odds = BY_CHANCE / (1 - BY_CHANCE);
    double logTerm = n * Math.log1p(-BY_CHANCE);
    double tail = 0;
    for (int i = 0; i <= n; i++) {
      if (i >= k) {
        tail += Math.exp(logTerm);
      }
      logTerm += Math.log((double) (n - i) / (i + 1) * odds);
    }
    return Math.min(1, tail);
  }
}
