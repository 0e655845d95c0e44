package io.logstream.bench;

import java.util.Arrays;

/** Times of one kind, and their quantiles. Not for several threads at once. */
public final class Latencies {

  private double[] millis = new double[1 << 10];
  private int count;

  /** Takes one. */
  public void add(double took) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, count * 2);
    }
    millis[count++] = took;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The smallest of them that at least that share does not exceed; NaN if there are none. */
  public double quantile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
