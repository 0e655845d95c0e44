package io.logstream.functions.live;

import java.util.Optional;

/** What is rolled up by the second. */
public enum Metric {
  LOGS("logs.events", Kind.SUM, "log events"),
  LOG_ERRORS("logs.errors", Kind.SUM, "log events of level error and above"),
  LOGS_BY_SERVICE("logs.by_service", Kind.TOP, "log events of the services that log most"),
  LOG_ERRORS_BY_SERVICE("logs.errors_by_service", Kind.TOP, "errors of the services with most"),
  LOGS_BY_TEMPLATE("logs.by_template", Kind.TOP, "log events of the templates that come most"),
  DEAD("logs.dead", Kind.SUM, "dead letters"),
  CALLS("calls.count", Kind.SUM, "service calls"),
  CALLS_FAILED("calls.failed", Kind.SUM, "service calls that failed"),
  CALL_DURATION("calls.duration_us", Kind.DISTRIBUTION, "durations of calls, microseconds"),
  FLOWS("flows.count", Kind.SUM, "network connections"),
  CHANGES("changes.count", Kind.SUM, "deploys and other changes"),
  ALERTS("alerts.count", Kind.SUM, "states of alerts"),
  INCIDENTS("incidents.count", Kind.SUM, "states of incidents"),
  RIDES("rides.events", Kind.TOP, "steps of rides, by phase"),
  PAYMENTS_SETTLED("payments.settled", Kind.SUM, "payments settled"),
  PAYMENTS_REFUSED("payments.refused", Kind.TOP, "payments refused, by reason"),
  PAYMENTS_VOLUME("payments.volume", Kind.TOP, "minor units charged, by currency"),
  PAYMENTS_REVENUE("payments.revenue", Kind.TOP, "minor units of fees, by currency"),
  WATERMARK_DELAY(
      "live.watermark_delay_ms", Kind.LARGEST, "how far event time is behind the clock");

  /** How measures of one second become rows. */
  public enum Kind {
    /** One row: the sum. */
    SUM,
    /** A row for each of the labels with most, and one for all others. */
    TOP,
    /** A row a quantile. */
    DISTRIBUTION,
    /** One row: the largest. */
    LARGEST
  }

  private final String id;
  private final Kind kind;
  private final String meaning;

  Metric(String id, Kind kind, String meaning) {
    this.id = id;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** The name on the wire. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }

  /** The metric of a name on the wire; empty if there is none. */
  public static Optional<Metric> of(String id) {
    for (Metric metric : values()) {
      if (metric.id.equals(id)) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }
}
