package io.logstream.functions.rootcause;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Orders services by the evidence that an incident began in them. Nats of independent signals add;
 * of the anomalies of one operation's requests, which are not independent, the strongest counts.
 */
final class Ranking {

  private final Thresholds thresholds;

  Ranking(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  private static final class Candidate {
    final Map<Anomaly.Signal, Double> nats = new EnumMap<>(Anomaly.Signal.class);
    final Map<Anomaly.Signal, Anomaly> strongest = new EnumMap<>(Anomaly.Signal.class);

    void add(Anomaly anomaly, double strength) {
      nats.merge(anomaly.signal(), strength, Double::sum);
      strongest.merge(anomaly.signal(), anomaly, (a, b) -> a.strength() >= b.strength() ? a : b);
    }

    double nats(Anomaly.Signal signal) {
      return nats.getOrDefault(signal, 0.0);
    }
  }

  /**
   * A ranking.
   *
   * @param nats of the likeliest cause, weighted; 0 where there is none
   * @param causes the likeliest first
   */
  record Ranked(double nats, List<Cause> causes) {}

  Ranked rank(List<Anomaly> anomalies) {
    Map<String, Candidate> candidates = new HashMap<>();
    strongestOfEachOperation(anomalies)
        .forEach(
            a ->
                candidates.computeIfAbsent(a.service(), s -> new Candidate()).add(a, a.strength()));
    Map<String, Double> scores = new HashMap<>();
    candidates.forEach((service, candidate) -> scores.put(service, score(candidate)));
    double total = scores.values().stream().mapToDouble(Double::doubleValue).sum();
    List<String> order = new ArrayList<>(scores.keySet());
    order.removeIf(service -> scores.get(service) <= 0);
    order.sort(
        Comparator.comparingDouble((String service) -> -scores.get(service))
            .thenComparing(Comparator.naturalOrder()));
    List<Cause> causes = new ArrayList<>(order.size());
    for (String service : order) {
      causes.add(
          cause(causes.size() + 1, service, candidates.get(service), scores.get(service) / total));
    }
    return new Ranked(order.isEmpty() ? 0 : scores.get(order.get(0)), causes);
  }

  private static List<Anomaly> strongestOfEachOperation(List<Anomaly> anomalies) {
    Map<String, Anomaly> paths = new LinkedHashMap<>();
    List<Anomaly> kept = new ArrayList<>();
    for (Anomaly anomaly : anomalies) {
      if (anomaly.signal() == Anomaly.Signal.PATH) {
        String operation = anomaly.location().replaceFirst("(^| )(new|missing): .*", "");
        paths.merge(
            anomaly.service() + '\n' + operation,
            anomaly,
            (a, b) -> a.strength() >= b.strength() ? a : b);
      } else {
        kept.add(anomaly);
      }
    }
    kept.addAll(paths.values());
    return kept;
  }

  private double score(Candidate candidate) {
    double own = candidate.nats(Anomaly.Signal.OWN_TIME);
    return candidate.nats(Anomaly.Signal.PATH)
        + thresholds.waiting() * candidate.nats(Anomaly.Signal.WAIT)
        + thresholds.own() * own
        + thresholds.gauge() * candidate.nats(Anomaly.Signal.GAUGE);
  }

  private double weight(Anomaly.Signal signal) {
    return switch (signal) {
      case PATH -> 1;
      case WAIT -> thresholds.waiting();
      case OWN_TIME -> thresholds.own();
      case GAUGE -> thresholds.gauge();
    };
  }

  private Cause cause(int rank, String service, Candidate candidate, double share) {
    Map<String, Double> parts = new LinkedHashMap<>();
    Anomaly.Signal main = Anomaly.Signal.PATH;
    for (Anomaly.Signal signal : candidate.nats.keySet()) {
      parts.put(signal.name().toLowerCase(Locale.ROOT), candidate.nats(signal) * weight(signal));
      if (candidate.nats(signal) * weight(signal) > candidate.nats(main) * weight(main)) {
        main = signal;
      }
    }
    Anomaly strongest = candidate.strongest.get(main);
    if (strongest == null) {
      strongest = candidate.strongest.values().iterator().next();
    }
    return new Cause(
        rank,
        service,
        strongest.signal().kind(),
        strongest.location(),
        strongest.onset(),
        share,
        parts,
        strongest.evidence());
  }
}
