package io.logstream.functions.threat;

/** How urgent an alert is, by its worth. */
public enum Severity {
  LOW(0),
  MEDIUM(0.4),
  HIGH(0.7),
  CRITICAL(0.9);

  private final double from;

  Severity(double from) {
    this.from = from;
  }

  /** The severity of a worth from 0 to 1. */
  public static Severity of(double worth) {
    Severity severity = LOW;
    for (Severity candidate : values()) {
      if (worth >= candidate.from) {
        severity = candidate;
      }
    }
    return severity;
  }
}
