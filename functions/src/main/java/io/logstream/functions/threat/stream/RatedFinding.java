package io.logstream.functions.threat.stream;

import io.logstream.functions.threat.Finding;

/**
 * A finding and how many sources use its destination. A plain object with public fields so that
 * Flink serializes it without Kryo.
 */
public final class RatedFinding {

  public Finding finding;
  public int users;

  /** For Flink. */
  public RatedFinding() {}

  RatedFinding(Finding finding, int users) {
    this.finding = finding;
    this.users = users;
  }

  /** Which destination a finding is rated by. */
  public static String destination(Finding finding) {
    return finding.subject().domain().isEmpty()
        ? finding.subject().destination()
        : finding.subject().domain();
  }
}
