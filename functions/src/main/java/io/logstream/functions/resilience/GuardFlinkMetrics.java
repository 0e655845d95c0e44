package io.logstream.functions.resilience;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Shows a guard's figures as gauges of a Flink operator, under {@code guard.NAME}. */
public final class GuardFlinkMetrics {

  private GuardFlinkMetrics() {}

  /** Registers all of {@link GuardMetrics}. */
  public static void register(MetricGroup operator, Guard guard) {
    MetricGroup group = operator.addGroup("guard", guard.name());
    for (GuardMetrics metric : GuardMetrics.values()) {
      group.gauge(metric.label(), (Gauge<Double>) () -> metric.of(guard.status()));
    }
  }
}
