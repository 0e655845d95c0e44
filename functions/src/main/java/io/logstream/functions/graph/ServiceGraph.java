package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
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
import org.jgrapht.graph.EdgeReversedGraph;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jgrapht.traverse.BreadthFirstIterator;

/**
 * Who calls whom, and how much depends on it. Services, databases and queues are vertices; an edge
 * goes from the caller to the callee.
 */
public final class ServiceGraph {

  private static final int MOST_ROUNDS = 200;
  private static final double NO_CHANGE = 1e-9;

  private final Map<List<String>, Dependency> edges = new TreeMap<>(ServiceGraph::compare);
  private final Map<String, Long> served = new HashMap<>();

  private ServiceGraph(Collection<Dependency> dependencies) {
    Map<String, Long> busiest = new HashMap<>();
    for (Dependency edge : dependencies) {
      if (edges.put(List.of(edge.caller(), edge.callee()), edge) != null) {
        throw new IllegalArgumentException(
            "expected one edge from %s to %s".formatted(edge.caller(), edge.callee()));
      }
      served.merge(edge.callee(), edge.calls(), Long::sum);
      busiest.merge(edge.caller(), edge.calls(), Math::max);
    }
    busiest.forEach(served::putIfAbsent);
  }

  /** The graph of dependencies, of which no two may have the same ends. */
  public static ServiceGraph of(Collection<Dependency> dependencies) {
    return new ServiceGraph(dependencies);
  }

  private static int compare(List<String> a, List<String> b) {
    int callers = a.get(0).compareTo(b.get(0));
    return callers != 0 ? callers : a.get(1).compareTo(b.get(1));
  }

  /** The edges, by caller and callee. */
  public Collection<Dependency> edges() {
    return Collections.unmodifiableCollection(edges.values());
  }

  /** All that calls or is called, by name. */
  public Set<String> nodes() {
    return new TreeSet<>(served.keySet());
  }

  /**
   * The requests that a service serves: what is called of it, or for one that nobody is seen to
   * call, the busiest of its edges; 0 for one that is not on the graph.
   */
  public long served(String service) {
    return served.getOrDefault(service, 0L);
  }

  /**
   * The share of the caller's requests that need the callee: calls per request that it serves, one
   * at most.
   */
  public double share(Dependency edge) {
    return Math.min(1, (double) edge.calls() / Math.max(1, served(edge.caller())));
  }

  /** The edge from one to the other. */
  public Optional<Dependency> edge(String caller, String callee) {
    return Optional.ofNullable(edges.get(List.of(caller, callee)));
  }

  /** The graph's shape. */
  public Graph<String, Dependency> shape() {
    Graph<String, Dependency> graph = new SimpleDirectedGraph<>(Dependency.class);
    for (Dependency edge : edges.values()) {
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
    Graph<String, Dependency> shape = shape();
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
   * <p>By {@link #share} of each edge. The reach of a caller is 1 − ∏(1 − share · reach of the
   * callee) over its edges: the least fixed point, which is there in cycles too and is approached
   * from below.
   *
   * @return services that depend on it with their share, in (0, 1], without itself
   */
  public Map<String, Double> dependents(String service) {
    Map<String, Double> reach = new HashMap<>();
    reach.put(service, 1.0);
    double change = 1;
    for (int round = 0; round < MOST_ROUNDS && change > NO_CHANGE; round++) {
      change = 0;
      Map<String, Double> missed = new HashMap<>();
      for (Dependency edge : edges.values()) {
        missed.merge(
            edge.caller(),
            1 - share(edge) * reach.getOrDefault(edge.callee(), 0.0),
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

  /** How many calls lie between each service that depends on a given one and that one. */
  public Map<String, Integer> distances(String service) {
    Graph<String, Dependency> shape = shape();
    Map<String, Integer> hops = new HashMap<>();
    if (shape.containsVertex(service)) {
      BreadthFirstIterator<String, Dependency> callers =
          new BreadthFirstIterator<>(new EdgeReversedGraph<>(shape), service);
      callers.forEachRemaining(caller -> hops.put(caller, callers.getDepth(caller)));
    }
    hops.remove(service);
    return hops;
  }

  /** What a service calls, directly and through others. */
  public Set<String> dependencies(String service) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(service));
    while (!open.isEmpty()) {
      String caller = open.pop();
      for (Dependency edge : edges.values()) {
        if (edge.caller().equals(caller) && found.add(edge.callee())) {
          open.push(edge.callee());
        }
      }
    }
    found.remove(service);
    return found;
  }
}
