package io.logstream.functions.control;

import io.logstream.functions.event.Topics;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of control row, with the topic that it stands in. A row states its kind in column
 * {@code kind}, in lower case. What columns a kind has is said where it is read, and in {@code
 * docs/control.md}.
 */
public enum ControlKind {
  /** What is known of an address or a host: who owns it, how much it matters. */
  ASSET(Topics.CONTROL_REFERENCE),
  /** What is known of a service: its owner, its environment, its tier. */
  SERVICE(Topics.CONTROL_REFERENCE),
  /** A network of one's own: its CIDR block and its name. */
  NETWORK(Topics.CONTROL_REFERENCE),
  /** What an event of a data set must hold, and what becomes of one that does not. */
  VALIDATION(Topics.CONTROL_RULES),
  /** Of which events a part is kept. */
  SAMPLING(Topics.CONTROL_RULES),
  /** Which events go to a topic of their own. */
  ROUTING(Topics.CONTROL_RULES),
  /** How long events stay in the index. */
  RETENTION(Topics.CONTROL_RULES),
  /** Whether a threat detector is at work. */
  DETECTOR(Topics.CONTROL_RULES),
  /** A query in SQL whose rows become findings or alerts. */
  QUERY(Topics.CONTROL_RULES),
  /** A Sigma rule for network traffic. */
  SIGMA(Topics.CONTROL_RULES),
  /** An incident pattern. */
  PATTERN(Topics.CONTROL_PATTERNS),
  /** A number that threat detectors compare with. */
  THRESHOLD(Topics.CONTROL_THRESHOLDS),
  /** A threat-intelligence indicator: an address, network, domain, URL or hash. */
  INDICATOR(Topics.CONTROL_REFERENCE);

  private final String topic;

  ControlKind(String topic) {
    this.topic = topic;
  }

  /** The topic that its rows stand in. */
  public String topic() {
    return topic;
  }

  /** As the column {@code kind} has it. */
  public String columnValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a column's value. */
  public static Optional<ControlKind> of(String columnValue) {
    for (ControlKind kind : values()) {
      if (kind.columnValue().equals(columnValue)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
