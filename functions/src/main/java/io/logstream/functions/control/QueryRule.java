package io.logstream.functions.control;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A query in SQL whose rows become findings or alerts: a row of kind {@code query}. Columns:
 *
 * <ul>
 *   <li>{@code query}: a SELECT with the columns {@code subject} (text), {@code value} (number),
 *       {@code text}, {@code from} and {@code to} (times)
 *   <li>{@code schedule}: how often it is run over what is there by then, an ISO duration such as
 *       PT5M, at least a second; absent: it runs all the time over what comes
 *   <li>{@code destination}: {@code findings} (by default) or {@code alerts}
 *   <li>{@code severity} of alerts: {@code low}, {@code medium} (by default), {@code high}, {@code
 *       critical}
 *   <li>{@code enabled}: false rests it
 * </ul>
 */
public record QueryRule(
    String id,
    String query,
    Optional<Duration> schedule,
    Destination destination,
    Severity severity,
    boolean isOn) {

  /** How rules are read. */
  public static final ControlTable<QueryRule> TABLE =
      new ControlTable<>(ControlKind.QUERY, QueryRule::read);

  /** Where its rows go. */
  public enum Destination {
    FINDINGS,
    ALERTS
  }

  /** Of the alerts. */
  public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  static QueryRule read(Columns row) throws InvalidRowException {
    String query = row.text("query").strip();
    if (!query.matches("(?is)(select|with)\\s.*[^;]")) {
      throw row.expected("query", "one SELECT, without a semicolon behind it");
    }
    if (!row.id().matches("[A-Za-z0-9._-]{1,100}")) {
      throw new InvalidRowException(
          "id: expected letters, digits, dots, underscores and hyphens, found \"" + row.id() + '"');
    }
    return new QueryRule(
        row.id(),
        query,
        schedule(row),
        row.oneOf("destination", Destination.class, Destination.FINDINGS),
        row.oneOf("severity", Severity.class, Severity.MEDIUM),
        row.flag("enabled", true));
  }

  private static Optional<Duration> schedule(Columns row) throws InvalidRowException {
    if (!row.has("schedule")) {
      return Optional.empty();
    }
    try {
      Duration every = Duration.parse(row.text("schedule"));
      if (every.compareTo(Duration.ofSeconds(1)) >= 0) {
        return Optional.of(every);
      }
    } catch (DateTimeParseException e) {
      throw row.expected("schedule", "a duration such as PT5M");
    }
    throw row.expected("schedule", "at least PT1S");
  }
}
