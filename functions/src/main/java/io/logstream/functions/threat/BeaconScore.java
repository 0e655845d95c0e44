package io.logstream.functions.threat;

import java.util.Arrays;

/**
 * How much a series of connections looks like a beacon, by the formula of RITA version 5 (Active
 * Countermeasures, {@code analysis/beacons.go} of the published source): the mean of four scores
 * from 0 to 1.
 *
 * <ul>
 *   <li><b>timestamps</b>: of the intervals that are not zero, ½ (1 − |Bowley's skewness|) + ½
 *       (median − MAD) / median;
 *   <li><b>sizes</b>: the same of the bytes that the client sent in each connection;
 *   <li><b>histogram</b>: over 24 bins of the period, the greater of 1 − coefficient of variation
 *       and, from 11 bins in use, the share of bins that fall in the two most usual heights;
 *   <li><b>duration</b>: from 6 bins in use, the greater of the share of the period between first
 *       and last connection and the longest run of bins in use over 12.
 * </ul>
 *
 * <p>MAD is the median of the absolute deviations from the median. Bowley's skewness is (Q1 + Q3 −
 * 2 Q2) / (Q3 − Q1), and 0 where Q3 − Q1 is below 10 or the median is one of the quartiles;
 * quartiles are the medians of the two halves, without the middle value. Every score is rounded to
 * three digits.
 */
public record BeaconScore(
    double timestamps, double sizes, double histogram, double duration, double score) {

  /** Connections at different times below which there is no score. */
  public static final int FEWEST = 4;

  static final int BINS = 24;
  private static final int LEAST_BINS_OF_TWO_MODES = 11;
  private static final int LEAST_BINS_OF_DURATION = 6;
  private static final double IDEAL_RUN = 12;
  private static final double MODE_WIDTH = 0.05;
  private static final int OUTLYING_BINS = 1;
  private static final double LEAST_QUARTILE_RANGE = 10;
  private static final BeaconScore NONE = new BeaconScore(0, 0, 0, 0, 0);

  /**
   * Scores connections.
   *
   * @param seconds when each began, seconds since the epoch, sorted
   * @param bytes that the client sent in each, in any order; sorted on return
   * @param from start of the period, seconds since the epoch
   * @param to its end, after the start
   * @return all zero where there are fewer than three intervals above zero or three sizes
   */
  public static BeaconScore of(long[] seconds, double[] bytes, long from, long to) {
    double[] intervals = intervals(seconds);
    if (intervals.length < FEWEST - 1 || bytes.length < FEWEST - 1 || to <= from) {
      return NONE;
    }
    Arrays.sort(intervals);
    Arrays.sort(bytes);
    double timestamps = regularity(intervals, 1);
    double sizes = regularity(bytes, 0);
    int[] bins = bins(seconds, from, to);
    double histogram = Math.max(flatness(bins), twoModes(bins));
    double duration = duration(bins, seconds, from, to);
    double score = round((timestamps + sizes + histogram + duration) / 4);
    return new BeaconScore(timestamps, sizes, histogram, duration, score);
  }

  private static double[] intervals(long[] seconds) {
    double[] intervals = new double[Math.max(0, seconds.length - 1)];
    int n = 0;
    for (int i = 1; i < seconds.length; i++) {
      if (seconds[i] > seconds[i - 1]) {
        intervals[n++] = seconds[i] - seconds[i - 1];
      }
    }
    return Arrays.copyOf(intervals, n);
  }

  private static double regularity(double[] sorted, double ofTinyMedian) {
    return round((1 - Math.abs(skewness(sorted)) + dispersion(sorted, ofTinyMedian)) / 2);
  }

  static double skewness(double[] sorted) {
    int half = sorted.length / 2;
    double q1 = median(sorted, 0, half);
    double q2 = median(sorted, 0, sorted.length);
    double q3 = median(sorted, sorted.length - half, sorted.length);
    // Quartiles that coincide or nearly do leave no shape to measure.
    if (q3 - q1 < LEAST_QUARTILE_RANGE || q2 == q1 || q2 == q3) {
      return 0;
    }
    return (q1 + q3 - 2 * q2) / (q3 - q1);
  }

  private static double dispersion(double[] sorted, double ofTinyMedian) {
    double median = median(sorted, 0, sorted.length);
    if (median < 1) {
      return ofTinyMedian;
    }
    double[] deviations = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      deviations[i] = Math.abs(sorted[i] - median);
    }
    Arrays.sort(deviations);
    return Math.max(0, (median - median(deviations, 0, deviations.length)) / median);
  }

  private static double median(double[] sorted, int from, int to) {
    int n = to - from;
    int middle = from + n / 2;
    return n % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static int[] bins(long[] seconds, long from, long to) {
    int[] bins = new int[BINS];
    double width = (double) (to - from) / BINS;
    for (long second : seconds) {
      int bin = (int) Math.floor((second - from) / width);
      bins[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
    return bins;
  }

  private static double flatness(int[] bins) {
    double mean = Arrays.stream(bins).average().orElse(0);
    double squares = 0;
    for (int bin : bins) {
      squares += (bin - mean) * (bin - mean);
    }
    double variation = Math.sqrt(squares / bins.length) / mean;
    return variation > 1 ? 0 : round(1 - variation);
  }

  private static double twoModes(int[] bins) {
    int used = used(bins);
    if (used < LEAST_BINS_OF_TWO_MODES) {
      return 0;
    }
    int highest = Arrays.stream(bins).max().orElse(0);
    int width = (int) Math.ceil(highest * MODE_WIDTH);
    int[] heights = new int[highest / width + 1];
    for (int bin : bins) {
      if (bin > 0) {
        heights[bin / width]++;
      }
    }
    Arrays.sort(heights);
    int most = heights[heights.length - 1];
    int second = heights.length > 1 ? heights[heights.length - 2] : 0;
    return Math.min(1, round((double) (most + second) / Math.max(1, used - OUTLYING_BINS)));
  }

  private static double duration(int[] bins, long[] seconds, long from, long to) {
    if (used(bins) < LEAST_BINS_OF_DURATION) {
      return 0;
    }
    double coverage =
        roundUp((double) (seconds[seconds.length - 1] - seconds[0]) / (double) (to - from));
    double consistency = roundUp(longestRun(bins) / IDEAL_RUN);
    return Math.max(Math.min(1, coverage), Math.min(1, consistency));
  }

  private static int used(int[] bins) {
    return (int) Arrays.stream(bins).filter(bin -> bin > 0).count();
  }

  /** A run goes on from the last bin into the first. */
  private static int longestRun(int[] bins) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < 2 * bins.length; i++) {
      run = bins[i % bins.length] > 0 ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return Math.min(longest, bins.length);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static double roundUp(double value) {
    return Math.ceil(value * 1000) / 1000;
  }
}
