package io.logstream.functions.graph;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names the service through which requests come in, where that service logs nothing: a gateway or a
 * proxy is then known by its gauges alone, and the first spans of traces seem to come from nowhere.
 *
 * <p>It is one that never logs and whose gauges show requests; among several, one whose name says
 * that it is a gateway, else the busiest.
 */
public final class SilentCaller {

  /** Words in the names of metrics that count requests. */
  private static final Set<String> TRAFFIC =
      Set.of("workload", "requests", "request", "rps", "qps", "ops", "throughput");

  /** Words in the names of services that stand before others. */
  private static final List<String> IN_FRONT =
      List.of("gateway", "ingress", "edge", "proxy", "router");

  private final Set<String> speaking = new HashSet<>();
  private final Map<String, double[]> traffic = new HashMap<>();

  /** The service wrote a line. */
  public void speaks(String service) {
    speaking.add(service);
  }

  /** A gauge of a service was measured. */
  public void measured(String service, String metric, double value) {
    if (value > 0 && isTraffic(metric)) {
      double[] sum = traffic.computeIfAbsent(service, name -> new double[1]);
      sum[0] += value;
    }
  }

  private static boolean isTraffic(String metric) {
    // "http.server.requests", "PodWorkload(Ops)", "istio_requests_total": words in any of these.
    String spaced = metric.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    for (String word : spaced.split("[^a-z]+")) {
      if (TRAFFIC.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** The service; empty where none is likely. */
  public Optional<String> find() {
    return traffic.keySet().stream()
        .filter(service -> !speaking.contains(service))
        .max(
            Comparator.<String>comparingInt(SilentCaller::inFront)
                .thenComparingDouble(service -> traffic.get(service)[0])
                .thenComparing(Comparator.reverseOrder()));
  }

  private static int inFront(String service) {
    String lower = service.toLowerCase(Locale.ROOT);
    for (int i = 0; i < IN_FRONT.size(); i++) {
      if (lower.contains(IN_FRONT.get(i))) {
        return IN_FRONT.size() - i;
      }
    }
    return 0;
  }
}
