package io.logstream.functions.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.BiconnectivityInspector;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.AsUndirectedGraph;
import org.jgrapht.graph.SimpleDirectedGraph;

/**
 * Who calls whom, and how much depends on it. Services, databases and queues are vertices; an edge
 * goes from the caller to the callee.
 */
public final class ServiceGraph {

  private static final int MOST_ROUNDS = 200;
  private static final double NO_CHANGE = 1e-9;

  private final Map<List<String>, Edge> edges = new TreeMap<>(ServiceGraph::compare);

  private static int compare(List<String> a, List<String> b) {
    int callers = a.get(0).compareTo(b.get(0));
    return callers != 0 ? callers : a.get(1).compareTo(b.get(1));
  }

  /** Adds a call to its edge. */
  public void add(EdgeCall call) {
    edges
        .computeIfAbsent(
            List.of(call.caller(), call.callee()),
            key -> new Edge(call.caller(), call.callee(), call.kind()))
        .add(call);
  }

  /** The edges, by caller and callee. */
  public Collection<Edge> edges() {
    return edges.values();
  }

  /** The edge from one to the other. */
  public Optional<Edge> edge(String caller, String callee) {
    return Optional.ofNullable(edges.get(List.of(caller, callee)));
  }

  /** The graph's shape. */
  public Graph<String, Edge> shape() {
    Graph<String, Edge> graph = new SimpleDirectedGraph<>(Edge.class);
    for (Edge edge : edges.values()) {
      if (!edge.caller().equals(edge.callee())) {
        graph.addVertex(edge.caller());
        graph.addVertex(edge.callee());
        graph.addEdge(edge.caller(), edge.callee(), edge);
      }
    }
    return graph;
  }

  /** Groups of two and more services that all call each other, directly or not. */
  public List<Set<String>> cycles() {
    return new KosarajuStrongConnectivityInspector<>(shape())
        .stronglyConnectedSets().stream().filter(group -> group.size() > 1).toList();
  }

  /** Services whose loss would cut the rest into parts. */
  public Set<String> articulationPoints() {
    Graph<String, Edge> shape = shape();
    return shape.vertexSet().isEmpty()
        ? Set.of()
        : new TreeSet<>(
            new BiconnectivityInspector<>(new AsUndirectedGraph<>(shape)).getCutpoints());
  }

  /**
   * How much of each service's work needs a given service: the chance that a request to the service
   * leads to at least one to the given one, directly or through others, if calls are made
   * independently of each other.
   *
   * <p>An edge's share is the number of its calls per request that its caller serves, one at most;
   * what a service serves is what is called of it, or for one that nobody is seen to call, the
   * busiest of its edges. The reach of a caller is 1 − ∏(1 − share · reach of the callee) over its
   * edges: the least fixed point, which is there in cycles too and is approached from below.
   *
   * @return services that depend on it with their share, in (0, 1], without itself
   */
  public Map<String, Double> dependents(String service) {
    Map<String, Long> served = served();
    Map<String, Double> reach = new HashMap<>();
    reach.put(service, 1.0);
    double change = 1;
    for (int round = 0; round < MOST_ROUNDS && change > NO_CHANGE; round++) {
      change = 0;
      Map<String, Double> missed = new HashMap<>();
      for (Edge edge : edges.values()) {
        double share = Math.min(1, (double) edge.calls() / Math.max(1, served.get(edge.caller())));
        missed.merge(
            edge.caller(),
            1 - share * reach.getOrDefault(edge.callee(), 0.0),
            (one, other) -> one * other);
      }
      for (Map.Entry<String, Double> entry : missed.entrySet()) {
        double next = 1 - entry.getValue();
        if (!entry.getKey().equals(service) && next > 0) {
          Double before = reach.put(entry.getKey(), next);
          change = Math.max(change, next - (before == null ? 0 : before));
        }
      }
    }
    reach.remove(service);
    return reach;
  }

  private Map<String, Long> served() {
    Map<String, Long> served = new HashMap<>();
    Map<String, Long> busiest = new HashMap<>();
    for (Edge edge : edges.values()) {
      served.merge(edge.callee(), edge.calls(), Long::sum);
      busiest.merge(edge.caller(), edge.calls(), Math::max);
    }
    busiest.forEach(served::putIfAbsent);
    return served;
  }

  /** What a service calls, directly and through others. */
  public Set<String> dependencies(String service) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(service));
    while (!open.isEmpty()) {
      String caller = open.pop();
      for (Edge edge : edges.values()) {
        if (edge.caller().equals(caller) && found.add(edge.callee())) {
          open.push(edge.callee());
        }
      }
    }
    found.remove(service);
    return found;
  }
}
