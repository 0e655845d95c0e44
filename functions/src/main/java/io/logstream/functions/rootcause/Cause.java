package io.logstream.functions.rootcause;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A service that an incident may have begun in.
 *
 * @param rank 1 for the likeliest; no two are the same
 * @param service a name once in a ranking
 * @param kind of fault
 * @param location operation and place in the code, called service, or metric
 * @param onset when its strongest anomaly began, nanoseconds since the epoch
 * @param score the share of the incident's evidence that speaks for it, 0 to 1
 * @param parts the nats that each signal gave
 * @param evidence ids of spans and lines
 */
public record Cause(
    int rank,
    String service,
    Kind kind,
    String location,
    long onset,
    double score,
    Map<String, Double> parts,
    List<String> evidence) {

  public Cause {
    parts = Map.copyOf(parts);
    evidence = List.copyOf(evidence);
  }

  /** Kinds of fault. */
  public enum Kind {
    LATENCY,
    ERRORS,
    RESOURCE,
    TRAFFIC,
    CHANGE;

    /** As it is written in JSON. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
