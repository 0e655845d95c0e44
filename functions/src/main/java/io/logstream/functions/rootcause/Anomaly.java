package io.logstream.functions.rootcause;

import java.util.List;

/**
 * Something of a service that departed from its own past.
 *
 * @param service whose it is
 * @param signal what was measured
 * @param location the operation and place in the code, the called service, or the metric
 * @param onset when it began, nanoseconds since the epoch
 * @param strength how surely and by how much, in nats of likelihood ratio, weighted
 * @param before the rate or value before
 * @param after the rate or value since
 * @param share of the departing requests that no called service's departure explains, 0 to 1
 * @param evidence ids of spans and lines
 */
public record Anomaly(
    String service,
    Signal signal,
    String location,
    long onset,
    double strength,
    double before,
    double after,
    double share,
    List<String> evidence) {

  public Anomaly {
    evidence = List.copyOf(evidence);
  }

  /** What is measured. */
  public enum Signal {
    /** Requests take another way through the code. */
    PATH(Cause.Kind.ERRORS),
    /** Callers wait longer for answers than the service works on them. */
    WAIT(Cause.Kind.LATENCY),
    /** An operation's own work takes longer. */
    OWN_TIME(Cause.Kind.LATENCY),
    /** A gauge of a resource left its range. */
    GAUGE(Cause.Kind.RESOURCE);

    private final Cause.Kind kind;

    Signal(Cause.Kind kind) {
      this.kind = kind;
    }

    Cause.Kind kind() {
      return kind;
    }
  }
}
