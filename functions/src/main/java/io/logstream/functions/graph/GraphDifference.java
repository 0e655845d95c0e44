package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two windows of the map.
 *
 * @param appeared edges that only the later one has
 * @param vanished edges that only the earlier one has
 * @param changed edges whose calls, errors or latency differ by much
 */
public record GraphDifference(
    List<Dependency> appeared, List<Dependency> vanished, List<Changed> changed) {

  /** Calls a second and the 95th percentile count as changed from this factor on, either way. */
  private static final double FACTOR = 2;

  private static final double ERRORS = 0.05;
  private static final long FEWEST = 10;

  /** An edge then and now. */
  public record Changed(Dependency before, Dependency after) {}

  public GraphDifference {
    appeared = List.copyOf(appeared);
    vanished = List.copyOf(vanished);
    changed = List.copyOf(changed);
  }

  /** The difference of two windows of the same length. */
  public static GraphDifference between(ServiceGraph before, ServiceGraph after) {
    List<Dependency> appeared = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    for (Dependency edge : after.edges()) {
      Optional<Dependency> old = before.edge(edge.caller(), edge.callee());
      if (old.isEmpty()) {
        appeared.add(edge);
      } else if (differs(old.get(), edge)) {
        changed.add(new Changed(old.get(), edge));
      }
    }
    List<Dependency> vanished =
        before.edges().stream()
            .filter(edge -> after.edge(edge.caller(), edge.callee()).isEmpty())
            .toList();
    return new GraphDifference(appeared, vanished, changed);
  }

  private static boolean differs(Dependency before, Dependency after) {
    if (Math.max(before.calls(), after.calls()) < FEWEST) {
      return false;
    }
    return isFar(before.calls(), after.calls())
        || isFar(before.latency().p95(), after.latency().p95())
        || Math.abs(before.errorShare() - after.errorShare()) > ERRORS;
  }

  private static boolean isFar(double before, double after) {
    return after >= FACTOR * before || before >= FACTOR * after;
  }
}
