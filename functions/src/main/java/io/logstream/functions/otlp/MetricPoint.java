package io.logstream.functions.otlp;

import java.util.Map;

/**
 * A point of a metric. A histogram or summary gives two: its name with {@code .count} and with
 * {@code .sum}.
 *
 * @param resource who measured
 * @param name of the metric
 * @param unit empty where not stated
 * @param kind how points of the metric relate to each other
 * @param time nanoseconds since the epoch
 * @param value of the point
 * @param attributes of the point; values as text
 */
public record MetricPoint(
    Resource resource,
    String name,
    String unit,
    Kind kind,
    long time,
    double value,
    Map<String, String> attributes)
    implements Telemetry {

  /** How points of a metric relate to each other. */
  public enum Kind {
    /** A value at a time. */
    GAUGE,
    /** What was added since the point before. */
    DELTA,
    /** What was added since the sender started, and may have been taken away. */
    CUMULATIVE,
    /** What was added since the sender started; only a restart makes it smaller. */
    COUNTER
  }
}
