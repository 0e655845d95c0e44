package io.logstream.functions.live;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/** The rows of one metric in one second, worked out of its amounts by label. */
public final class Rows {

  /** Labels with a row of their own. */
  public static final int MOST = 10;

  /** The row of all others. */
  public static final String OTHER = "(other)";

  private static final Comparator<Entry<String, Long>> LARGEST_FIRST =
      Entry.<String, Long>comparingByValue().reversed().thenComparing(Entry.comparingByKey());

  private Rows() {}

  /**
   * Values by what they are of.
   *
   * @param amounts by label; of a distribution, by bucket
   */
  public static Map<String, Long> of(Metric metric, Map<String, Long> amounts) {
    if (amounts.isEmpty()) {
      return Map.of();
    }
    return switch (metric.kind()) {
      case SUM, LARGEST -> Map.copyOf(amounts);
      case TOP -> top(amounts);
      case DISTRIBUTION -> distribution(amounts);
    };
  }

  private static Map<String, Long> top(Map<String, Long> amounts) {
    Map<String, Long> rows = new TreeMap<>();
    List<Entry<String, Long>> ordered =
        amounts.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(OTHER))
            .sorted(LARGEST_FIRST)
            .toList();
    long other = amounts.getOrDefault(OTHER, 0L);
    for (int i = 0; i < ordered.size(); i++) {
      if (i < MOST) {
        rows.put(ordered.get(i).getKey(), ordered.get(i).getValue());
      } else {
        other += ordered.get(i).getValue();
      }
    }
    if (other != 0) {
      rows.put(OTHER, other);
    }
    return rows;
  }

  private static Map<String, Long> distribution(Map<String, Long> amounts) {
    Map<Integer, Long> counts = new HashMap<>();
    amounts.forEach((bucket, count) -> counts.put(Integer.valueOf(bucket), count));
    return Map.of(
        "p50", Buckets.quantile(counts, 0.5),
        "p99", Buckets.quantile(counts, 0.99));
  }
}
