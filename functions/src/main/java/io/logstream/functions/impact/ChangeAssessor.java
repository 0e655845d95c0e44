package io.logstream.functions.impact;

import io.logstream.functions.event.Change;
import io.logstream.functions.event.Dependency;
import io.logstream.functions.graph.NodeHealth;
import io.logstream.functions.graph.ServiceGraph;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Assesses a change from the map, the health of the moment, the history of such changes and what is
 * told of it.
 *
 * <p>The chance of harm is the history's, its odds multiplied by one factor for each further thing
 * that is known. The factors are assumptions, stated as parts of each assessment; whether the
 * chances come true is kept as a Brier score ({@link History}).
 */
public final class ChangeAssessor {

  private static final double TESTS_FAILED = 4;
  private static final double TESTS_PASSED = 0.7;
  private static final double UNWELL = 2;
  private static final double OFF_HOURS = 1.3;

  /** With a canary this share of requests in trouble is accepted. */
  private static final double ACCEPTED = 0.01;

  private static final double LIKELY_DEPENDENT = 0.5;
  private static final int WORK_BEGINS = 8;
  private static final int WORK_ENDS = 18;
  private static final int FRIDAY_ENDS = 14;
  private static final int MOST_NAMES = 5;

  private final ServiceGraph now;
  private final ServiceGraph usual;
  private final History history;
  private final ZoneId zone;

  /**
   * @param now the last minute
   * @param usual the last hour
   * @param zone whose hours are working hours
   */
  public ChangeAssessor(ServiceGraph now, ServiceGraph usual, History history, ZoneId zone) {
    this.now = now;
    this.usual = usual;
    this.history = history;
    this.zone = zone;
  }

  /** Assesses a change; a service that is not on the map is felt nowhere. */
  public Assessment assess(Change change, Signals signals) {
    String service = change.service();
    Map<String, Double> parts = parts(change, signals);
    double prior = history.harm(change.kind(), service);
    double odds = prior / (1 - prior);
    for (double factor : parts.values()) {
      odds *= factor;
    }
    double harm = odds / (1 + odds);
    double criticality = criticality(service);
    List<Affected> affected =
        usual.nodes().contains(service) ? BlastRadius.of(usual, service, harm) : List.of();
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("history", prior);
    all.putAll(parts);
    return new Assessment(
        change,
        harm * Math.max(criticality, 0.01),
        harm,
        all,
        criticality,
        affected,
        advice(change, signals, harm, criticality, affected));
  }

  private Map<String, Double> parts(Change change, Signals signals) {
    Map<String, Double> parts = new LinkedHashMap<>();
    signals
        .testsPassed()
        .ifPresent(passed -> parts.put("tests", passed ? TESTS_PASSED : TESTS_FAILED));
    NodeHealth health = NodeHealth.of(now, usual).get(change.service());
    if (health != null && health.isDegraded()) {
      parts.put("health", UNWELL);
    }
    if (isOffHours(change)) {
      parts.put("time", OFF_HOURS);
    }
    return parts;
  }

  private boolean isOffHours(Change change) {
    ZonedDateTime at = Instant.ofEpochSecond(0).plusNanos(change.at()).atZone(zone);
    DayOfWeek day = at.getDayOfWeek();
    int ends = day == DayOfWeek.FRIDAY ? FRIDAY_ENDS : WORK_ENDS;
    return day == DayOfWeek.SATURDAY
        || day == DayOfWeek.SUNDAY
        || at.getHour() < WORK_BEGINS
        || at.getHour() >= ends;
  }

  /** Over the nodes that nobody calls: what enters the system enters there. */
  private double criticality(String service) {
    Map<String, Double> dependents = usual.dependents(service);
    Set<String> called = new TreeSet<>();
    usual.edges().forEach(edge -> called.add(edge.callee()));
    double needing = 0;
    double entering = 0;
    for (String node : usual.nodes()) {
      if (!called.contains(node)) {
        entering += usual.served(node);
        needing +=
            usual.served(node) * (node.equals(service) ? 1 : dependents.getOrDefault(node, 0.0));
      }
    }
    return entering == 0 ? 0 : needing / entering;
  }

  private List<String> advice(
      Change change, Signals signals, double harm, double criticality, List<Affected> affected) {
    String service = change.service();
    List<String> advice = new ArrayList<>();
    if (affected.isEmpty()) {
      advice.add(
          "\"%s\" is not on the service map of the last hour: check the name, or send it traffic"
                  .formatted(service)
              + " first");
      return advice;
    }
    if (signals.testsPassed().filter(passed -> !passed).isPresent()) {
      advice.add("Do not roll out: its tests failed.");
    }
    double inTrouble = harm * criticality;
    if (inTrouble > ACCEPTED) {
      double share = Math.max(0.01, ACCEPTED / inTrouble);
      if (signals.canaryShare().isEmpty() || signals.canaryShare().get() > share) {
        advice.add(
            text(
                "Begin with a canary of %.0f %% or less of the requests: %.0f %% of what enters"
                    + " needs %s.",
                100 * share, 100 * criticality, service));
      }
    }
    if (change.kind() == Change.Kind.DEPLOY && criticality >= LIKELY_DEPENDENT) {
      advice.add("Put the new behaviour behind a feature flag: taking it back is then no deploy.");
    }
    if (usual.articulationPoints().contains(service)
        && signals.isReversible().filter(reversible -> reversible).isEmpty()) {
      advice.add(
          "Have the rollback ready: without %s parts of the system are cut off from each other."
              .formatted(service));
    }
    usual.cycles().stream()
        .filter(cycle -> cycle.contains(service))
        .findFirst()
        .ifPresent(
            cycle ->
                advice.add(
                    "Keep both versions compatible: %s call each other, no order of deploys is"
                            .formatted(String.join(", ", new TreeSet<>(cycle)))
                        + " safe by itself."));
    List<String> tell =
        usual.edges().stream()
            .filter(edge -> edge.callee().equals(service))
            .filter(edge -> usual.share(edge) >= LIKELY_DEPENDENT)
            .map(Dependency::caller)
            .sorted()
            .limit(MOST_NAMES)
            .toList();
    if (!tell.isEmpty()) {
      advice.add(
          "Deploy %s before its callers, and tell the owners of %s: most of their requests need it."
              .formatted(service, String.join(", ", tell)));
    }
    if (isOffHours(change)) {
      advice.add("Wait for working hours if it can wait: fewer people are there to see it fail.");
    }
    NodeHealth health = NodeHealth.of(now, usual).get(service);
    if (health != null && health.isDegraded()) {
      advice.add(
          "Wait until %s is well, or the change hides in what is wrong already: %s."
              .formatted(service, String.join("; ", health.reasons())));
    }
    return advice;
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
