package io.logstream.functions.rootcause;

import java.util.Arrays;

/** The last values of something, at most {@value #MOST}, and their robust statistics. */
final class Sample {

  static final int MOST = 1024;

  /** Makes the median absolute deviation of a normal distribution its standard deviation. */
  private static final double NORMAL = 1.4826;

  private double[] values = new double[16];
  private int size;
  private int next;

  void add(double value) {
    if (size < MOST) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.min(MOST, size * 2));
      }
      values[size++] = value;
    } else {
      values[next] = value;
      next = (next + 1) % MOST;
    }
  }

  int size() {
    return size;
  }

  double[] sorted() {
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }

  static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The robust standard deviation around a centre. */
  static double spread(double[] values, double centre) {
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - centre);
    }
    Arrays.sort(distances);
    return NORMAL * median(distances);
  }

  static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(q * (sorted.length - 1)))];
  }
}
