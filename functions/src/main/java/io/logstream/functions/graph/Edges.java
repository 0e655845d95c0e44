package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums calls by their edge, over one window. */
public final class Edges {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<List<String>, Edge> edges = new HashMap<>();

  /** Adds a call to its edge. */
  public void add(EdgeCall call) {
    edges
        .computeIfAbsent(
            List.of(call.caller(), call.callee()),
            key -> new Edge(call.caller(), call.callee(), call.kind()))
        .add(call);
  }

  /**
   * The edges, as those of a window.
   *
   * @param start nanoseconds since the epoch
   * @param end nanoseconds since the epoch, exclusive
   */
  public List<Dependency> dependencies(long start, long end) {
    double seconds = (end - start) / NANOS_PER_SECOND;
    return edges.values().stream()
        .map(edge -> edge.dependency(start, end, edge.calls() / seconds))
        .toList();
  }
}
