package io.logstream.functions.rootcause;

import io.logstream.functions.rootcause.Onset.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds operations that work longer, and callers that wait longer than the called service works.
 * Times are compared in their logarithm, by median and median absolute deviation.
 *
 * <p>Waiting has two ends. It is blamed on the end whose waiting is slow on all its edges: where
 * every caller waits for one service it is that service, where one caller waits for all that it
 * calls it is the caller. So an edge counts for each of its ends, times the share of that end's
 * calls, in that direction, that are on slow edges.
 */
final class SlowTimes {

  private static final int LEAST = 3;
  private static final int FEW = 5;
  private static final int MOST_EVIDENCE = 5;

  /** The least spread of logarithms: a tenth more or less is no departure of anything. */
  private static final double LEAST_SPREAD = 0.1;

  private static final double[] POOL = {0.1, 0.3, 0.5, 0.7, 0.9, 0.97};

  private record Slow(
      Timing.Key key,
      Onset onset,
      double magnitude,
      double before,
      double after,
      int calls,
      List<String> evidence) {
    double strength() {
      return onset.nats() * onset.effect() * onset.effect() * magnitude;
    }
  }

  private final Thresholds thresholds;
  private final Baseline baseline;
  private final Window window;

  SlowTimes(Thresholds thresholds, Baseline baseline, Window window) {
    this.thresholds = thresholds;
    this.baseline = baseline;
    this.window = window;
  }

  List<Anomaly> find() {
    Map<Timing.Key, List<Timing>> timings = new HashMap<>();
    for (Window.Trace trace : window.traces()) {
      for (Request request : trace.requests()) {
        request.timings.forEach(
            timing -> timings.computeIfAbsent(timing.key(), k -> new ArrayList<>()).add(timing));
      }
    }
    double[] pool = pool();
    List<Anomaly> anomalies = new ArrayList<>();
    Map<Timing.Key, Slow> waits = new HashMap<>();
    Map<String, List<Slow>> owns = new HashMap<>();
    timings.forEach(
        (key, its) -> {
          Slow slow = slow(key, its, pool);
          if (slow == null) {
            return;
          }
          if (key.kind() == Timing.Kind.WAIT) {
            waits.put(key, slow);
          } else {
            owns.computeIfAbsent(key.service(), service -> new ArrayList<>()).add(slow);
          }
        });
    blame(waits, anomalies);
    owns.forEach((service, its) -> blame(service, its, anomalies));
    return anomalies;
  }

  /** A service that wants for something is slow in all that it does. */
  private void blame(String service, List<Slow> operations, List<Anomaly> anomalies) {
    double calls = operations.stream().mapToInt(Slow::calls).sum();
    double slow = operations.stream().filter(its -> its.strength() > 0).mapToInt(Slow::calls).sum();
    for (Slow its : operations) {
      if (its.strength() > 0) {
        anomalies.add(
            anomaly(its, service, Anomaly.Signal.OWN_TIME, its.key.subject(), slow / calls));
      }
    }
  }

  /** How callers wait for answers anywhere, for edges of which little is known. */
  private double[] pool() {
    Sample all = new Sample();
    baseline
        .times()
        .forEach(
            (key, sample) -> {
              if (key.kind() == Timing.Kind.WAIT) {
                Arrays.stream(sample.sorted()).forEach(all::add);
              }
            });
    if (all.size() == 0) {
      return new double[0];
    }
    double[] sorted = all.sorted();
    return Arrays.stream(POOL).map(q -> Sample.quantile(sorted, q)).toArray();
  }

  /** Null where too little is known to tell. */
  private Slow slow(Timing.Key key, List<Timing> timings, double[] pool) {
    Sample sample = baseline.times().get(key);
    double[] known = sample == null ? new double[0] : sample.sorted();
    if (key.kind() == Timing.Kind.WAIT && known.length < FEW) {
      known = Arrays.copyOf(known, known.length + pool.length);
      System.arraycopy(pool, 0, known, known.length - pool.length, pool.length);
      Arrays.sort(known);
    }
    if (known.length < LEAST) {
      return null;
    }
    double[] logs = Arrays.stream(known).map(SlowTimes::log).toArray();
    double median = Sample.median(logs);
    double spread = Math.max(Sample.spread(logs, median), LEAST_SPREAD);
    double usual = Math.exp(median);
    double limit =
        Math.max(Math.exp(median + thresholds.deviations() * spread), usual + thresholds.slower());
    Counts counts = new Counts(window.buckets());
    for (Timing timing : timings) {
      counts.add(window.bucket(timing.start()), 1, timing.millis() > limit);
    }
    double hits = Arrays.stream(known).filter(value -> value > limit).count();
    Onset onset = Onset.find(counts, hits, known.length, true);
    if (onset.nats() <= thresholds.nats() || onset.effect() <= thresholds.effect()) {
      return new Slow(key, Onset.NONE, 0, usual, usual, timings.size(), List.of());
    }
    List<String> evidence = new ArrayList<>();
    Sample hot = new Sample();
    for (Timing timing : timings) {
      if (timing.millis() > limit && window.bucket(timing.start()) >= onset.bucket()) {
        hot.add(timing.millis());
        if (evidence.size() < MOST_EVIDENCE) {
          evidence.add(timing.evidence());
        }
      }
    }
    double after = Sample.median(hot.sorted());
    return new Slow(key, onset, Math.log(after / usual), usual, after, timings.size(), evidence);
  }

  private static double log(double millis) {
    return Math.log(Math.max(millis, 0.001));
  }

  private void blame(Map<Timing.Key, Slow> waits, List<Anomaly> anomalies) {
    Map<String, Integer> callsTo = new HashMap<>();
    Map<String, Integer> slowTo = new HashMap<>();
    Map<String, Integer> callsFrom = new HashMap<>();
    Map<String, Integer> slowFrom = new HashMap<>();
    waits.forEach(
        (key, wait) -> {
          int slow = wait.strength() > 0 ? wait.calls : 0;
          callsTo.merge(key.subject(), wait.calls, Integer::sum);
          slowTo.merge(key.subject(), slow, Integer::sum);
          callsFrom.merge(key.service(), wait.calls, Integer::sum);
          slowFrom.merge(key.service(), slow, Integer::sum);
        });
    waits.forEach(
        (key, wait) -> {
          if (wait.strength() > 0) {
            String callee = key.subject();
            double to = (double) slowTo.get(callee) / callsTo.get(callee);
            double from = (double) slowFrom.get(key.service()) / callsFrom.get(key.service());
            anomalies.add(
                anomaly(wait, callee, Anomaly.Signal.WAIT, "answers to " + key.service(), to));
            anomalies.add(
                anomaly(wait, key.service(), Anomaly.Signal.WAIT, "calls to " + callee, from));
          }
        });
  }

  private Anomaly anomaly(
      Slow slow, String service, Anomaly.Signal signal, String location, double share) {
    return new Anomaly(
        service,
        signal,
        location,
        window.startOf(slow.onset.bucket()),
        slow.strength() * share,
        slow.before,
        slow.after,
        share,
        slow.evidence);
  }
}
