package io.logstream.functions.resilience;

import java.util.function.ToDoubleFunction;

/**
 * The figures of a guard, declared once for every system of metrics: {@code logstream_guard_state}
 * in Prometheus with the label {@code guard}, {@code guard.NAME.state} in Flink.
 */
public enum GuardMetrics {
  STATE(
      "state",
      false,
      "0 closed, 1 half open, 2 open, 3 forced closed, 4 forced open.",
      status -> status.state().ordinal()),
  FAILURE_SHARE(
      "failure_share_percent",
      false,
      "Failed calls in the window; -1 with too few.",
      status -> status.failureShare()),
  SLOW_SHARE(
      "slow_share_percent",
      false,
      "Slow calls in the window; -1 with too few.",
      status -> status.slowShare()),
  SUCCEEDED(
      "succeeded", true, "Calls that the service answered well.", status -> status.succeeded()),
  REFUSED(
      "refused",
      true,
      "Calls that the service answered with a refusal of the record.",
      status -> status.refused()),
  FAILED("failed", true, "Calls that failed, time-outs included.", status -> status.failed()),
  TURNED_AWAY(
      "turned_away",
      true,
      "Calls not made, the breaker open or the bulkhead full.",
      status -> status.turnedAway()),
  UNDER_WAY("under_way", false, "Calls without an end yet.", status -> status.underWay()),
  TRANSITIONS("transitions", true, "Changes of state.", status -> status.transitions());

  private final String label;
  private final boolean onlyGrows;
  private final String meaning;
  private final ToDoubleFunction<GuardStatus> value;

  GuardMetrics(
      String label, boolean onlyGrows, String meaning, ToDoubleFunction<GuardStatus> value) {
    this.label = label;
    this.onlyGrows = onlyGrows;
    this.meaning = meaning;
    this.value = value;
  }

  /** The figure's name within its guard. */
  public String label() {
    return label;
  }

  /** Whether it is a counter; else a gauge. */
  public boolean onlyGrows() {
    return onlyGrows;
  }

  /** What it means. */
  public String meaning() {
    return meaning;
  }

  /** Its value. */
  public double of(GuardStatus status) {
    return value.applyAsDouble(status);
  }
}
