package io.logstream.functions.threat;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The alerts about one source: findings of one group are states of one alert, and what a stronger
 * claim about the same source explains is no alert of its own.
 */
public final class AlertBook {

  /** A knock at a closed door is part of the scan that the same source runs. */
  private static final Map<Kind, Set<Kind>> EXPLAINED_BY =
      Map.of(
          Kind.PROBE,
          EnumSet.of(Kind.VERTICAL_SCAN, Kind.HORIZONTAL_SCAN, Kind.HOST_SWEEP),
          Kind.HOST_SWEEP,
          EnumSet.of(Kind.HORIZONTAL_SCAN),
          Kind.DENY_BURST,
          EnumSet.of(Kind.VERTICAL_SCAN, Kind.HORIZONTAL_SCAN));

  private final Worth worth;
  private final Map<String, Alert> alerts;

  /** An empty book with these thresholds of the scoring. */
  AlertBook(Worth worth) {
    this(worth, new HashMap<>());
  }

  /** A book that holds alerts by their group, which it changes. */
  private AlertBook(Worth worth, Map<String, Alert> alerts) {
    this.worth = worth;
    this.alerts = alerts;
  }

  /** A book over alerts by their group, which it changes. */
  public static AlertBook over(Map<String, Alert> alerts, Thresholds thresholds) {
    return new AlertBook(new Worth(thresholds), alerts);
  }

  /**
   * Takes a finding in.
   *
   * @param users how many sources use the destination
   * @return the alert in its new state; empty where another one explains the finding
   */
  public Optional<Alert> add(Finding finding, int users) {
    String group = finding.group();
    Alert before = alerts.get(group);
    Map<String, Double> parts = worth.of(finding, users);
    String id = before == null ? Alert.id(finding, finding.firstSeen()) : before.id();
    Alert alert = new Alert(id, finding, Worth.product(parts), parts);
    alerts.put(group, alert);
    return isExplained(finding.kind()) ? Optional.empty() : Optional.of(alert);
  }

  private boolean isExplained(Kind kind) {
    Set<Kind> stronger = EXPLAINED_BY.getOrDefault(kind, Set.of());
    return !stronger.isEmpty()
        && alerts.values().stream().anyMatch(a -> stronger.contains(a.finding().kind()));
  }

  /** The alerts that stand by themselves. */
  Collection<Alert> alerts() {
    return alerts.values().stream().filter(a -> !isExplained(a.finding().kind())).toList();
  }
}
