package io.logstream.functions.rootcause;

import io.logstream.functions.rootcause.Onset.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds operations whose requests no longer go the ways they went: an expected line, span or call
 * that does not come, an error that is new. A request that departs is blamed on its own service
 * only where no request that it made departs as well.
 *
 * <p>Each (operation, feature) is a rate, tested for a change with an {@link Onset}. The trace is
 * the draw: requests to one operation in one trace share its weight.
 */
final class PathDeviations {

  /** Operations seen less often before tell nothing. */
  private static final double LEAST_REQUESTS = 2;

  /** A request whose departures weigh this much explains its caller's. */
  private static final double EXPLAINS = 0.5;

  /** What departs within so many of a window's first buckets may always have done so. */
  private static final int EARLY = 2;

  private static final int MOST_EVIDENCE = 5;

  private record Departure(
      OperationKey key, Feature feature, boolean isRise, Onset onset, double weight) {}

  private final Thresholds thresholds;
  private final Baseline baseline;
  private final Window window;
  private final Map<OperationKey, List<Departure>> departures = new HashMap<>();
  private final Map<Request, Boolean> explained = new IdentityHashMap<>();
  private final Map<String, Double> modeWeights = new HashMap<>();

  PathDeviations(Thresholds thresholds, Baseline baseline, Window window) {
    this.thresholds = thresholds;
    this.baseline = baseline;
    this.window = window;
  }

  List<Anomaly> find() {
    Map<OperationKey, List<Request>> requests = new HashMap<>();
    for (Window.Trace trace : window.traces()) {
      trace.requests().forEach(r -> requests.computeIfAbsent(r.key, k -> new ArrayList<>()).add(r));
    }
    loss = loss(requests);
    requests.forEach(this::test);
    weighFailureModes();
    List<Anomaly> anomalies = new ArrayList<>();
    departures.forEach(
        (key, its) -> its.forEach(departure -> anomalies.add(blame(departure, requests.get(key)))));
    anomalies.removeIf(anomaly -> anomaly.strength() <= 0);
    return anomalies;
  }

  /**
   * The share of telemetry that is lost on its way: the median, over what always came before, of
   * how often it does not come now. A fault touches few features, so it does not move the median.
   */
  private double loss(Map<OperationKey, List<Request>> requests) {
    Sample missing = new Sample();
    requests.forEach(
        (key, its) -> {
          Baseline.Ways ways = baseline.ways(key);
          if (ways.requests >= ALWAYS_REQUESTS) {
            double all = its.stream().mapToDouble(request -> request.weight).sum();
            ways.features.forEach(
                (feature, with) -> {
                  if (with >= ALWAYS * ways.requests) {
                    double now =
                        its.stream()
                            .filter(request -> request.path.contains(feature))
                            .mapToDouble(request -> request.weight)
                            .sum();
                    missing.add(1 - now / all);
                  }
                });
          }
        });
    return missing.size() == 0 ? 0 : Sample.median(missing.sorted());
  }

  private static final double ALWAYS = 0.95;
  private static final double ALWAYS_REQUESTS = 5;

  private double loss;

  private void test(OperationKey key, List<Request> requests) {
    Baseline.Ways ways = baseline.ways(key);
    if (ways.requests < LEAST_REQUESTS) {
      return;
    }
    Set<Feature> features = new HashSet<>(ways.features.keySet());
    requests.forEach(request -> features.addAll(request.path));
    for (Feature feature : features) {
      Counts counts = new Counts(window.buckets());
      for (Request request : requests) {
        counts.add(window.bucket(request.start), request.weight, request.path.contains(feature));
      }
      for (boolean isRise : new boolean[] {true, false}) {
        double weight = weight(feature, isRise);
        if (weight > 0) {
          double usual = ways.with(feature) * (isRise ? 1 : 1 - loss);
          Onset onset = Onset.find(counts, usual, ways.requests, isRise);
          if (onset.nats() > thresholds.nats() && onset.effect() > thresholds.effect()) {
            double early = onset.bucket() < EARLY ? thresholds.fromStart() : 1;
            departures
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Departure(key, feature, isRise, onset, weight * early));
          }
        }
      }
    }
  }

  /** An error that is gone is no departure; a new way without an error is hardly one. */
  private double weight(Feature feature, boolean isRise) {
    if (feature.isError()) {
      return isRise ? 1 : 0;
    }
    return isRise ? thresholds.newWay() : 1;
  }

  /** A failure that happens all the time, anywhere in the system, explains nothing. */
  private void weighFailureModes() {
    Map<String, Set<String>> traces = new HashMap<>();
    for (Window.Trace trace : window.traces()) {
      for (Request request : trace.requests()) {
        request.failureModes.forEach(
            mode -> traces.computeIfAbsent(mode, m -> new HashSet<>()).add(request.traceId));
      }
    }
    traces.forEach(
        (mode, of) -> {
          double before = baseline.tracesWith(mode);
          if (before == 0) {
            modeWeights.put(mode, 1.0);
            return;
          }
          double n0 = baseline.traces() + 1;
          double n1 = window.traceCount() + 1.0;
          double p0 = (before + 0.5) / n0;
          double p1 = (of.size() + 0.5) / n1;
          // The one-sided 95 % bound of the excess, as a share of all.
          double error = 1.645 * Math.sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1);
          modeWeights.put(
              mode, Math.max(thresholds.knownFailure(), Math.max(0, p1 - p0 - error) / p1));
        });
  }

  private Anomaly blame(Departure departure, List<Request> requests) {
    double departing = 0;
    double unexplained = 0;
    List<String> evidence = new ArrayList<>();
    for (Request request : requests) {
      if (departs(request, departure)) {
        departing++;
        if (!isExplained(request)) {
          unexplained += novelty(request);
          if (evidence.size() < MOST_EVIDENCE) {
            evidence.add(request.evidence());
          }
        }
      }
    }
    Onset onset = departure.onset;
    double share = departing == 0 ? 0 : unexplained / departing;
    return new Anomaly(
        departure.key.service(),
        Anomaly.Signal.PATH,
        location(departure),
        window.startOf(onset.bucket()),
        onset.nats() * onset.effect() * onset.effect() * departure.weight * share,
        onset.before(),
        onset.after(),
        share,
        evidence);
  }

  private static String location(Departure departure) {
    String what = departure.isRise ? " new: " : " missing: ";
    String operation = departure.key.operation();
    return (operation + what + departure.feature.text()).strip();
  }

  private boolean departs(Request request, Departure departure) {
    return request.path.contains(departure.feature) == departure.isRise
        && window.bucket(request.start) >= departure.onset.bucket();
  }

  /** How far a request is from what was known: its whole way, and how it failed. */
  private double novelty(Request request) {
    double way =
        baseline.ways(request.key).whole.contains(request.path) ? thresholds.knownWay() : 1;
    Set<String> modes = new HashSet<>();
    failureModes(request, modes, 0);
    return way * modes.stream().mapToDouble(modeWeights::get).max().orElse(1);
  }

  private static void failureModes(Request request, Set<String> modes, int depth) {
    modes.addAll(request.failureModes);
    if (depth < MOST_DEPTH) {
      request.calls.forEach(call -> failureModes(call, modes, depth + 1));
    }
  }

  private static final int MOST_DEPTH = 32;

  /** Whether a request that this one made, or one that that made, departs. */
  private boolean isExplained(Request request) {
    Boolean known = explained.get(request);
    if (known == null) {
      explained.put(request, false); // spans that are their own ancestors end here
      known = false;
      for (Request call : request.calls) {
        double weight = 0;
        for (Departure departure : departures.getOrDefault(call.key, List.of())) {
          if (departs(call, departure)) {
            weight = Math.max(weight, departure.weight);
          }
        }
        if (weight > 0 && weight * wayWeight(call) >= EXPLAINS || isExplained(call)) {
          known = true;
          break;
        }
      }
      explained.put(request, known);
    }
    return known;
  }

  private double wayWeight(Request request) {
    return baseline.ways(request.key).whole.contains(request.path) ? thresholds.knownWay() : 1;
  }
}
