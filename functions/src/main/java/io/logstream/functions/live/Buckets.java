package io.logstream.functions.live;

import java.util.Map;
import java.util.TreeMap;

/**
 * A distribution as counts of buckets whose bounds grow by {@value #GROWTH_PERCENT} %, so that a
 * quantile is right to half of that, whatever the values; counts add up exactly. After DDSketch
 * (Masson, Rim, Lee: DDSketch, VLDB 2019).
 */
final class Buckets {

  private static final int GROWTH_PERCENT = 2;
  private static final double GROWTH = 1 + GROWTH_PERCENT / 100.0;
  private static final double LOG_GROWTH = Math.log(GROWTH);

  private Buckets() {}

  /** The bucket of a value of 0 or more. */
  static int of(long value) {
    return value < 1 ? 0 : 1 + (int) Math.floor(Math.log(value) / LOG_GROWTH);
  }

  /** The value in the middle of a bucket, by its bounds' geometric mean. */
  static long middle(int bucket) {
    return bucket == 0 ? 0 : Math.round(Math.exp((bucket - 0.5) * LOG_GROWTH));
  }

  /**
   * A quantile: the value that so large a share is not above.
   *
   * @param counts by bucket; at least one
   * @param share above 0, at most 1
   */
  static long quantile(Map<Integer, Long> counts, double share) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (Map.Entry<Integer, Long> bucket : new TreeMap<>(counts).entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        return middle(bucket.getKey());
      }
    }
    throw new IllegalArgumentException("a quantile of nothing");
  }
}
