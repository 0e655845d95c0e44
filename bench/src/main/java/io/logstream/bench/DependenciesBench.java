package io.logstream.bench;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import io.logstream.functions.graph.Edge;
import io.logstream.functions.graph.EdgeUpdate;
import io.logstream.functions.graph.NodeHealth;
import io.logstream.functions.graph.ServiceGraph;
import io.logstream.functions.graph.TraceUpdates;
import io.logstream.functions.impact.BlastRadius;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The service map's cost on one core, without Flink around it: calls a second through pairing and
 * panes, read and written as state is for each call; and what an assessment and the health of all
 * nodes cost as the map grows.
 */
@AutoService(Bench.class)
public final class DependenciesBench implements Bench {

  /** Nodes and edges; fewer edges where there are not so many pairs. */
  private static final int[][] SIZES = {
    {10, 100}, {100, 1_000}, {1_000, 10_000}, {10_000, 100_000}
  };

  private static final long TRACES = 20_000;
  private static final int SPANS = 10;
  private static final int SERVICES = 50;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "dependencies";
  }

  @Override
  public String description() {
    return "calls/s a core into the service map; cost of health and impact by its size;"
        + " size: traces";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) {
    calls(settings, results, progress);
    for (int[] size : SIZES) {
      graph(size[0], Math.min(size[1], size[0] * (size[0] - 1) / 2), settings, results, progress);
    }
  }

  private void calls(Settings settings, Results results, PrintStream progress) {
    long traces = settings.size() > 0 ? settings.size() : TRACES;
    progress.printf("dependencies: %d traces of %d calls%n", traces, SPANS);
    double[] perSecond = new double[settings.runs()];
    for (int run = -1; run < settings.runs(); run++) { // the first one warms up
      Random random = new Random(11);
      Map<String, byte[]> panes = new HashMap<>();
      long calls = 0;
      long nanos = 0;
      for (long trace = 0; trace < traces; trace++) {
        List<ServiceCall> reports = trace(trace, random);
        List<EdgeUpdate> updates = new ArrayList<>();
        long begin = System.nanoTime();
        TraceUpdates.between(List.of(), reports, updates::add);
        updates.forEach(update -> add(panes, update));
        nanos += System.nanoTime() - begin;
        calls += updates.size();
      }
      if (run >= 0) {
        perSecond[run] = calls * NANOS_PER_SECOND / nanos;
      }
    }
    results.add(Measurement.alone(name(), "calls_per_s", perSecond));
  }

  private static void add(Map<String, byte[]> panes, EdgeUpdate update) {
    String caller = update.call().caller();
    String callee = update.call().callee();
    byte[] written = panes.get(update.edge());
    Edge pane =
        written == null
            ? new Edge(caller, callee, update.call().kind())
            : Edge.of(caller, callee, written);
    pane.add(update.call());
    panes.put(update.edge(), pane.toBytes());
  }

  /** Both sides of calls, each of them made by the callee of an earlier one. */
  private static List<ServiceCall> trace(long trace, Random random) {
    List<ServiceCall> reports = new ArrayList<>();
    String[] services = new String[SPANS];
    for (int i = 0; i < SPANS; i++) {
      services[i] = "service-" + random.nextInt(SERVICES);
      int parent = i == 0 ? 0 : random.nextInt(i);
      if (i > 0) {
        reports.add(
            report(Side.CLIENT, services[parent], services[i], trace, "c" + i, "s" + parent));
      }
      reports.add(report(Side.SERVER, "", services[i], trace, "s" + i, i == 0 ? "" : "c" + i));
    }
    return reports;
  }

  private static ServiceCall report(
      Side side, String caller, String callee, long trace, String span, String parent) {
    return new ServiceCall(
        "e" + trace + span,
        side,
        Kind.SERVICE,
        caller,
        callee,
        "GET /",
        "t" + trace,
        span,
        parent,
        trace,
        1_000_000 + trace % 977 * 10_000,
        false,
        ServiceCall.UNKNOWN);
  }

  private void graph(
      int nodes, int edges, Settings settings, Results results, PrintStream progress) {
    progress.printf("dependencies: a map of %d nodes and %d edges%n", nodes, edges);
    ServiceGraph graph = ServiceGraph.of(edges(nodes, edges));
    double[] impact = new double[settings.runs()];
    double[] health = new double[settings.runs()];
    for (int run = -1; run < settings.runs(); run++) {
      long begin = System.nanoTime();
      BlastRadius.of(graph, "service-" + nodes / 2, 1);
      long middle = System.nanoTime();
      NodeHealth.of(graph, graph);
      long end = System.nanoTime();
      if (run >= 0) {
        impact[run] = (middle - begin) / NANOS_PER_MILLI;
        health[run] = (end - middle) / NANOS_PER_MILLI;
      }
    }
    results.add(Measurement.alone(name(), "impact_" + nodes + "_nodes_ms", impact));
    results.add(Measurement.alone(name(), "health_" + nodes + "_nodes_ms", health));
  }

  private static List<Dependency> edges(int nodes, int edges) {
    Random random = new Random(7);
    Map<String, Dependency> found = new HashMap<>();
    while (found.size() < edges) {
      int caller = random.nextInt(nodes - 1);
      int callee = caller + 1 + random.nextInt(nodes - caller - 1);
      Dependency edge = edge("service-" + caller, "service-" + callee, 1 + random.nextInt(500));
      found.put(edge.caller() + '→' + edge.callee(), edge);
    }
    return List.copyOf(found.values());
  }

  private static Dependency edge(String caller, String callee, int calls) {
    Dependency.Latency latency = new Dependency.Latency(10, 20, 30);
    return new Dependency(
        caller,
        callee,
        Kind.SERVICE,
        0,
        60_000_000_000L,
        calls,
        0,
        latency,
        latency,
        ServiceCall.UNKNOWN,
        1);
  }
}
