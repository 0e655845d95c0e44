package io.logstream.functions.impact;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.graph.ServiceGraph;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which services moved from one window of the map to another: the live counterpart of {@link
 * MovementFinder}, from what a window keeps of the calls.
 *
 * <p>A service moved if on one of the edges that lead to it the median duration grew {@value
 * MovementFinder#LATENCY}-fold or more, or the share of failed calls grew by more than {@value
 * MovementFinder#ERRORS} and {@value #SIGMAS} standard errors of the difference; each with {@value
 * #FEWEST} calls or more in both windows. One that nobody calls is judged by the calls that it
 * makes.
 */
public final class MovementWatch {

  private static final long FEWEST = 10;
  private static final double SIGMAS = 2.6;

  private MovementWatch() {}

  /** The services with enough calls in both, by name. */
  public static Map<String, Movement> between(ServiceGraph before, ServiceGraph after) {
    Map<String, Movement> movements = new TreeMap<>();
    Set<String> services = BlastRadius.services(before);
    Set<String> called = new HashSet<>();
    before.edges().forEach(edge -> called.add(edge.callee()));
    for (Dependency old : before.edges()) {
      after
          .edge(old.caller(), old.callee())
          .filter(edge -> edge.calls() >= FEWEST && old.calls() >= FEWEST)
          .ifPresent(
              edge -> {
                String service = services.contains(old.callee()) ? old.callee() : old.caller();
                movements.merge(service, movement(service, old, edge), MovementWatch::both);
                if (!called.contains(old.caller())) {
                  movements.merge(
                      old.caller(), movement(old.caller(), old, edge), MovementWatch::both);
                }
              });
    }
    return movements;
  }

  private static Movement movement(String service, Dependency before, Dependency after) {
    double ratio = after.latency().p50() / before.latency().p50();
    double latencyRatio = ratio > 1 ? ratio : 1;
    double more = after.errorShare() - before.errorShare();
    double sigma = Math.sqrt(variance(before) + variance(after));
    boolean moved =
        latencyRatio >= MovementFinder.LATENCY
            || more > MovementFinder.ERRORS && more > SIGMAS * sigma;
    return new Movement(
        service, after.calls(), latencyRatio, before.errorShare(), after.errorShare(), moved);
  }

  /** Of the share of failed calls, with one failed and one that did not added (Agresti, Coull). */
  private static double variance(Dependency edge) {
    double share = (edge.errors() + 1.0) / (edge.calls() + 2.0);
    return share * (1 - share) / (edge.calls() + 2.0);
  }

  private static Movement both(Movement one, Movement other) {
    boolean isOther = other.moved() && !one.moved() || other.latencyRatio() > one.latencyRatio();
    Movement worse = isOther ? other : one;
    return new Movement(
        one.service(),
        one.requests() + other.requests(),
        worse.latencyRatio(),
        worse.errorsBefore(),
        worse.errorsAfter(),
        one.moved() || other.moved());
  }
}
