package io.logstream.functions.rootcause;

import java.util.List;
import java.util.Locale;

/**
 * A time in which the system departed from its past, and what it may have begun with. Its JSON is
 * {@link IncidentJson}'s, its schema {@code schema/incident.v1.json}.
 *
 * @param id the same through all its states
 * @param state of the incident
 * @param start onset of the likeliest cause, nanoseconds since the epoch
 * @param end of what was seen of it so far, nanoseconds since the epoch
 * @param score 0 to 1: 1 − e^(−nats ÷ 10) of the likeliest cause
 * @param causes the likeliest first
 * @param timeline the anomalies by their onset
 */
public record Incident(
    String id,
    State state,
    long start,
    long end,
    double score,
    List<Cause> causes,
    List<Anomaly> timeline) {

  public Incident {
    causes = List.copyOf(causes);
    timeline = List.copyOf(timeline);
  }

  /** The states of an incident. */
  public enum State {
    OPEN,
    CLOSED;

    /** As it is written in JSON. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
