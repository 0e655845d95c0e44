package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well a service, a database or a queue does.
 *
 * <p>Its own health is that of the edges that lead to it, weighted by their calls. What it depends
 * on harms it by the share of its requests that need it: the score is the own one, or one minus the
 * worst callee's loss times that share, whichever is less. Loss is handed on from callee to caller
 * to the ends of the graph.
 *
 * @param name the node's
 * @param score 1 is well, 0 is down
 * @param own the same without what it depends on
 * @param reasons in words: of its own, then of what it depends on
 */
public record NodeHealth(String name, double score, double own, List<String> reasons) {

  /** Below it a loss is not told on. */
  private static final double TOLD = 0.05;

  private static final double NO_CHANGE = 1e-6;

  public NodeHealth {
    reasons = List.copyOf(reasons);
  }

  /** Whether it does worse than usual. */
  public boolean isDegraded() {
    return score < EdgeHealth.DEGRADED;
  }

  /**
   * The health of all nodes, by name.
   *
   * @param now the last minute
   * @param usual the last hour
   */
  public static Map<String, NodeHealth> of(ServiceGraph now, ServiceGraph usual) {
    Map<String, Double> own = own(now, usual);
    Map<String, Double> scores = new HashMap<>(own);
    double change = 1;
    // Scores only fall and are bounded below: cycles end too.
    for (int round = 0; round <= own.size() && change > NO_CHANGE; round++) {
      change = 0;
      for (Dependency edge : usual.edges()) {
        double score = 1 - usual.share(edge) * (1 - scores.get(edge.callee()));
        double before = scores.get(edge.caller());
        if (score < before) {
          scores.put(edge.caller(), score);
          change = Math.max(change, before - score);
        }
      }
    }
    Map<String, List<String>> reasons = reasons(now, usual, scores);
    Map<String, NodeHealth> health = new TreeMap<>();
    own.forEach(
        (name, score) ->
            health.put(
                name,
                new NodeHealth(
                    name, scores.get(name), score, reasons.getOrDefault(name, List.of()))));
    return health;
  }

  private static Map<String, Double> own(ServiceGraph now, ServiceGraph usual) {
    Map<String, Double> losses = new HashMap<>();
    Map<String, Double> weights = new HashMap<>();
    for (Dependency edge : usual.edges()) {
      losses.merge(edge.callee(), edge.calls() * (1 - edgeHealth(edge, now).score()), Double::sum);
      weights.merge(edge.callee(), (double) edge.calls(), Double::sum);
    }
    Map<String, Double> own = new HashMap<>();
    for (String name : usual.nodes()) {
      own.put(
          name, 1 - losses.getOrDefault(name, 0.0) / Math.max(1, weights.getOrDefault(name, 1.0)));
    }
    return own;
  }

  /** The health of an edge of the hour; well where the last minute has none of its calls. */
  public static EdgeHealth edgeHealth(Dependency usual, ServiceGraph now) {
    Optional<Dependency> minute = now.edge(usual.caller(), usual.callee());
    return minute.map(edge -> EdgeHealth.of(edge, usual)).orElse(EdgeHealth.WELL);
  }

  /** Of its own first, then of what it depends on. */
  private static Map<String, List<String>> reasons(
      ServiceGraph now, ServiceGraph usual, Map<String, Double> scores) {
    Map<String, List<String>> reasons = new HashMap<>();
    for (Dependency edge : usual.edges()) {
      for (String reason : edgeHealth(edge, now).reasons()) {
        reasons
            .computeIfAbsent(edge.callee(), name -> new ArrayList<>())
            .add("from " + edge.caller() + ": " + reason);
      }
    }
    for (Dependency edge : usual.edges()) {
      if (usual.share(edge) * (1 - scores.get(edge.callee())) >= TOLD) {
        reasons
            .computeIfAbsent(edge.caller(), name -> new ArrayList<>())
            .add(
                String.format(
                    Locale.ROOT,
                    "needs %s in %.0f %% of its requests, which is at %.0f %%",
                    edge.callee(),
                    100 * usual.share(edge),
                    100 * scores.get(edge.callee())));
      }
    }
    return reasons;
  }
}
