package io.logstream.functions.threat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * What an analyst sees: a finding with what it is worth. The record of topic {@code alerts}; its
 * JSON is {@link AlertJson}'s, its schema {@code schema/alert.v1.json}.
 *
 * @param id the same for all states of one alert, made from what it is about and the day on which
 *     it began, so that a replay writes the same alert again
 * @param finding what was claimed last
 * @param worth the probability that it is malicious, 0 to 1
 * @param worthParts what the worth is made of, by name; the product of the values is the worth
 */
public record Alert(String id, Finding finding, double worth, Map<String, Double> worthParts) {

  private static final long DAY_NANOS = 86_400L * 1_000_000_000L;

  /** Worth that must have changed for an alert to be told again. */
  private static final double NEWS = 0.05;

  /** Whether an analyst who saw the alert in its state before learns something. */
  public boolean isNewsAfter(Alert before) {
    return severity() != before.severity()
        || Math.abs(worth - before.worth) >= NEWS
        || finding.lastSeen() - before.finding.lastSeen() >= DAY_NANOS / 24;
  }

  /** How urgent it is. */
  public Severity severity() {
    return Severity.of(worth);
  }

  /** The id of the alert that a finding belongs to, where the alert began at this time. */
  static String id(Finding finding, long began) {
    String name = finding.group() + "|" + Math.floorDiv(began, DAY_NANOS);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
