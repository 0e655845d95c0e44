package io.logstream.functions.impact;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.graph.ServiceGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ranks the services by how likely a harmful change of one of them is felt there.
 *
 * <p>Two ways lead from the change to a service, taken as independent (a noisy or):
 *
 * <ul>
 *   <li>its own requests need the changed service, by its share of them ({@link
 *       ServiceGraph#dependents}), and feel it with {@value #FELT};
 *   <li>the change shifts load (retries, requests that end early, work that takes longer), which
 *       the services that most requests pass through feel, wherever they stand: up to {@value
 *       #LOAD_FELT}, by the logarithm of what they serve.
 * </ul>
 *
 * <p>Databases, queues and what lies outside do not feel by themselves: they are not ranked.
 */
public final class BlastRadius {

  /** The chance that a service which always needs the changed one moves when that does harm. */
  static final double FELT = 0.8;

  /** The chance that the busiest service moves without needing the changed one. */
  static final double LOAD_FELT = 0.24;

  private static final double NANOS_PER_SECOND = 1e9;

  private BlastRadius() {}

  /**
   * All services but the changed one, the likeliest first, ties by name.
   *
   * @param harm the chance that the change does harm
   */
  public static List<Affected> of(ServiceGraph graph, String changed, double harm) {
    Map<String, Double> dependents = graph.dependents(changed);
    Map<String, Integer> hops = graph.distances(changed);
    Set<String> services = services(graph);
    double seconds = seconds(graph);
    long busiest = services.stream().mapToLong(graph::served).max().orElse(0);
    List<Affected> affected = new ArrayList<>();
    for (String service : services) {
      if (!service.equals(changed)) {
        double dependence = dependents.getOrDefault(service, 0.0);
        long served = graph.served(service);
        double load = Math.log1p(served) / Math.log1p(Math.max(1, busiest));
        double felt = 1 - (1 - FELT * dependence) * (1 - LOAD_FELT * load);
        affected.add(
            new Affected(
                service,
                hops.getOrDefault(service, Affected.UNREACHED),
                dependence,
                load,
                felt,
                harm * felt,
                harm * FELT * dependence * served / seconds));
      }
    }
    affected.sort(
        Comparator.comparingDouble(Affected::ifHarmful)
            .reversed()
            .thenComparing(Affected::service));
    return affected;
  }

  /** What calls, and what is called as a service. */
  static Set<String> services(ServiceGraph graph) {
    Set<String> services = new HashSet<>();
    for (Dependency edge : graph.edges()) {
      services.add(edge.caller());
      if (edge.kind() == Kind.SERVICE) {
        services.add(edge.callee());
      }
    }
    return services;
  }

  /** The length of the window that the graph is of. */
  static double seconds(ServiceGraph graph) {
    return graph.edges().stream()
            .mapToLong(edge -> edge.end() - edge.start())
            .max()
            .orElse((long) NANOS_PER_SECOND)
        / NANOS_PER_SECOND;
  }
}
