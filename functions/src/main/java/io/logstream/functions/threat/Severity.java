package io.logstream.functions.threat;

/** How urgent an alert is, by its worth. */
public enum Severity {
  LOW(0, 0.2),
  MEDIUM(0.4, 0.5),
  HIGH(0.7, 0.8),
  CRITICAL(0.9, 0.97);

  private final double from;
  private final double worth;

  Severity(double from, double worth) {
    this.from = from;
    this.worth = worth;
  }

  /** The worth of an alert that is said to be so severe, and of which no more is known. */
  public double worth() {
    return worth;
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
