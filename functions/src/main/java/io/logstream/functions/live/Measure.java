package io.logstream.functions.live;

/**
 * So much of a metric in one second. Measures of the same second and label add up (of the kind
 * {@code LARGEST}: the largest stays), in any order and grouping. A plain object with public fields
 * so that Flink serializes it without Kryo.
 */
public final class Measure {

  public Metric metric = Metric.LOGS;

  /** What it is of: a service, a reason; of a distribution the bucket; empty of a sum. */
  public String label = "";

  /** Since the epoch. */
  public long second;

  public long amount;

  /** For Flink. */
  public Measure() {}

  public Measure(Metric metric, String label, long second, long amount) {
    this.metric = metric;
    this.label = label;
    this.second = second;
    this.amount = amount;
  }

  /** The amount of two measures of the same. */
  static long add(Metric metric, long one, long other) {
    return metric.kind() == Metric.Kind.LARGEST ? Math.max(one, other) : one + other;
  }
}
