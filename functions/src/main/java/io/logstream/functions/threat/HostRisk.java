package io.logstream.functions.threat;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * The risk that a host or a user is compromised or attacks, out of the alerts about it: of each
 * family of kinds the worthiest counts, 1 − ∏ (1 − worth), so that a second view of the same thing
 * adds nothing and an independent one does. An alert loses half its worth in each half-life since
 * it was last seen.
 */
public final class HostRisk {

  private final double halfLifeNanos;

  public HostRisk(Thresholds thresholds) {
    halfLifeNanos = thresholds.nanos("risk.half_life");
  }

  /** The risk at a time out of the alerts about one entity, 0 to 1. */
  public double of(Collection<Alert> alerts, long now) {
    return 1
        - parts(alerts, now).values().stream().reduce(1.0, (rest, worth) -> rest * (1 - worth));
  }

  /** What each family contributes at a time. */
  public Map<Kind.Family, Double> parts(Collection<Alert> alerts, long now) {
    Map<Kind.Family, Double> worthiest = new EnumMap<>(Kind.Family.class);
    for (Alert alert : alerts) {
      double age = Math.max(0, now - alert.finding().lastSeen());
      double worth = alert.worth() * Math.pow(0.5, age / halfLifeNanos);
      worthiest.merge(alert.finding().kind().family(), worth, Math::max);
    }
    return worthiest;
  }
}
