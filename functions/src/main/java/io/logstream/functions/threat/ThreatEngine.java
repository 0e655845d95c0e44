package io.logstream.functions.threat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs all detectors over recorded flows, in event time: what {@code backtest threats} does. The
 * detectors, the evaluation times and the scoring are those of the streaming job; here their state
 * is in memory.
 */
public final class ThreatEngine {

  /**
   * After a day without any flow, observation begins anew: nothing is known of the time between.
   */
  private static final long LONGEST_GAP_NANOS = 86_400L * 1_000_000_000L;

  private record Key(int detector, String partition, String key) {}

  private final List<Detector<?>> detectors;
  private final Worth worth;
  private final HostRisk risk;
  private final Map<Key, Detector.State> states = new LinkedHashMap<>();
  private final Map<Key, Detector.State> touched = new LinkedHashMap<>();
  private final Map<String, AlertBook> books = new TreeMap<>();
  private final Map<String, Prevalence> prevalences = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long newestFinding = Long.MIN_VALUE;
  private long first = Long.MAX_VALUE;
  private long now = Long.MIN_VALUE;
  private long nextEvaluation = Long.MIN_VALUE;

  /** An engine with these detectors and the thresholds of the scoring. */
  public ThreatEngine(List<Detector<?>> detectors, Thresholds thresholds) {
    this.detectors = detectors;
    worth = new Worth(thresholds);
    risk = new HostRisk(thresholds);
  }

  /** A host and what its alerts amount to. */
  public record Risk(String host, double score) {}

  /** Takes flows in, sorted by their start, of which more will come. */
  public void add(Collection<Flow> flows) {
    for (Flow flow : flows) {
      add(flow);
    }
  }

  /** Takes the last flows in, sorted by their start. */
  public void run(Collection<Flow> flows) {
    add(flows);
    if (now != Long.MIN_VALUE) {
      evaluate(states);
      settle();
    }
  }

  private void add(Flow flow) {
    if (now != Long.MIN_VALUE && flow.start() - now > LONGEST_GAP_NANOS) {
      first = flow.start();
    }
    first = Math.min(first, flow.start());
    now = Math.max(now, flow.start());
    if (now >= nextEvaluation) {
      evaluate(touched);
      nextEvaluation = now - Math.floorMod(now, Detector.EVALUATION_NANOS);
      nextEvaluation += Detector.EVALUATION_NANOS;
    }
    if (flow.layer() != Flow.Layer.OTHER) {
      books.computeIfAbsent(flow.source().ip(), ip -> new AlertBook(worth));
    }
    sighted(flow.destination().ip(), flow);
    if (!flow.names().wanted().isEmpty()) {
      sighted(flow.names().wanted(), flow);
    }
    for (int i = 0; i < detectors.size(); i++) {
      addTo(i, detectors.get(i), flow);
    }
    settle();
  }

  private void sighted(String destination, Flow flow) {
    prevalences.computeIfAbsent(destination, d -> new Prevalence()).add(flow.source().ip());
  }

  private <S extends Detector.State> void addTo(int index, Detector<S> detector, Flow flow) {
    String key = detector.keyOrNull(flow);
    if (key == null) {
      return;
    }
    Key full = new Key(index, detector.scope().partition(flow), key);
    @SuppressWarnings("unchecked") // The state under a detector's index is that detector's.
    S state = (S) states.computeIfAbsent(full, k -> detector.create());
    touched.put(full, state);
    detector.add(state, flow, findings::add);
  }

  private void evaluate(Map<Key, Detector.State> which) {
    Period observed = new Period(first, now);
    which.forEach((key, state) -> evaluate(detectors.get(key.detector), state, observed));
    settle();
    touched.clear();
    states
        .entrySet()
        .removeIf(
            e ->
                e.getValue().lastSeen()
                    < now - detectors.get(e.getKey().detector).retentionNanos());
  }

  @SuppressWarnings("unchecked") // As in addTo.
  private <S extends Detector.State> void evaluate(
      Detector<S> detector, Detector.State state, Period observed) {
    detector.evaluate((S) state, observed, findings::add);
  }

  private void settle() {
    for (Finding finding : findings) {
      newestFinding = Math.max(newestFinding, finding.lastSeen());
      books
          .computeIfAbsent(finding.subject().source(), ip -> new AlertBook(worth))
          .add(finding, users(finding));
    }
    findings.clear();
  }

  private int users(Finding finding) {
    String name = finding.subject().domain();
    Prevalence users = prevalences.get(name.isEmpty() ? finding.subject().destination() : name);
    return users == null ? 1 : users.sources();
  }

  /** The alerts in their last state, those that fell below their threshold left out. */
  public List<Alert> alerts() {
    return books.values().stream()
        .flatMap(book -> book.alerts().stream())
        .filter(alert -> alert.finding().score() > 0)
        .sorted(
            Comparator.comparingLong((Alert alert) -> alert.finding().firstSeen())
                .thenComparing((Alert alert) -> alert.id()))
        .toList();
  }

  /**
   * Every source seen and its risk, the highest first. The risk is that at the time of the newest
   * finding: recorded traffic may end long after, or with a clock that was wrong.
   */
  public List<Risk> risks() {
    return books.entrySet().stream()
        .map(book -> new Risk(book.getKey(), risk.of(book.getValue().alerts(), newestFinding)))
        .sorted(
            Comparator.comparingDouble((Risk host) -> -host.score())
                .thenComparing((Risk host) -> host.host()))
        .toList();
  }
}
