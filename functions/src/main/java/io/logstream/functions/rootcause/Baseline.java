package io.logstream.functions.rootcause;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How things were while nothing was wrong: of each operation which ways its requests went, how long
 * they took, of each gauge its range. One minute of traffic is enough to begin with; it goes on
 * learning. Its memory is bounded.
 */
final class Baseline {

  /** Ways through an operation that are remembered. */
  private static final int WAYS = 512;

  /** The ways of one operation's requests. */
  static final class Ways {
    double requests;
    final Map<Feature, Double> features = new HashMap<>();
    final Set<Set<Feature>> whole = new HashSet<>();

    double with(Feature feature) {
      return features.getOrDefault(feature, 0.0);
    }
  }

  /** A gauge of a service. */
  record Gauge(String service, String metric) {}

  private final Map<OperationKey, Ways> ways = new HashMap<>();
  private final Map<Timing.Key, Sample> times = new HashMap<>();
  private final Map<Gauge, Sample> gauges = new HashMap<>();
  private final Map<String, Double> failureModes = new HashMap<>();
  private double traces;

  void learn(List<Request> trace) {
    traces++;
    Set<String> modes = new HashSet<>();
    for (Request request : trace) {
      Ways its = ways.computeIfAbsent(request.key, key -> new Ways());
      its.requests += request.weight;
      request.path.forEach(feature -> its.features.merge(feature, request.weight, Double::sum));
      if (its.whole.size() < WAYS) {
        its.whole.add(request.path);
      }
      modes.addAll(request.failureModes);
      for (Timing timing : request.timings) {
        times.computeIfAbsent(timing.key(), key -> new Sample()).add(timing.millis());
      }
    }
    modes.forEach(mode -> failureModes.merge(mode, 1.0, Double::sum));
  }

  void learn(Gauge gauge, double value) {
    gauges.computeIfAbsent(gauge, key -> new Sample()).add(value);
  }

  Ways ways(OperationKey key) {
    return ways.getOrDefault(key, NONE);
  }

  private static final Ways NONE = new Ways();

  Map<Timing.Key, Sample> times() {
    return times;
  }

  Map<Gauge, Sample> gauges() {
    return gauges;
  }

  /** In how many traces a failure mode was seen. */
  double tracesWith(String failureMode) {
    return failureModes.getOrDefault(failureMode, 0.0);
  }

  double traces() {
    return traces;
  }
}
