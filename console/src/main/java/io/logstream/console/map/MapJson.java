package io.logstream.console.map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.graph.EdgeHealth;
import io.logstream.functions.graph.GraphDifference;
import io.logstream.functions.graph.NodeHealth;
import io.logstream.functions.graph.ServiceGraph;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The answers about the map, as {@code openapi.yaml} has them. */
final class MapJson {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private MapJson() {}

  /**
   * The map of one window with the health of the moment.
   *
   * @param shown the window that is asked for
   * @param minute the last minute
   * @param hour the last hour
   */
  static ObjectNode map(ServiceGraph shown, ServiceGraph minute, ServiceGraph hour) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(
        "end", shown.edges().stream().mapToLong(Dependency::end).max().orElse(0) / NANOS_PER_MILLI);
    Map<String, NodeHealth> health = NodeHealth.of(minute, hour);
    Map<String, Kind> kinds = new TreeMap<>();
    ArrayNode edges = JsonNodeFactory.instance.arrayNode();
    for (Dependency edge : shown.edges()) {
      kinds.putIfAbsent(edge.caller(), Kind.SERVICE);
      kinds.merge(edge.callee(), edge.kind(), (one, other) -> one == Kind.SERVICE ? other : one);
      ObjectNode written = edge(edge);
      written.put("share", shown.share(edge));
      EdgeHealth edgeHealth =
          hour.edge(edge.caller(), edge.callee())
              .map(usual -> NodeHealth.edgeHealth(usual, minute))
              .orElse(EdgeHealth.WELL);
      written.put("health", edgeHealth.score());
      edgeHealth.reasons().forEach(written.putArray("reasons")::add);
      edges.add(written);
    }
    double seconds =
        shown.edges().stream().mapToLong(edge -> edge.end() - edge.start()).max().orElse(1)
            / NANOS_PER_SECOND;
    ArrayNode nodes = json.putArray("nodes");
    kinds.forEach(
        (name, kind) -> {
          ObjectNode node = node(health.getOrDefault(name, well(name)));
          node.put("kind", kind.name().toLowerCase(Locale.ROOT));
          node.put("requests_per_s", shown.served(name) / seconds);
          nodes.add(node);
        });
    json.set("edges", edges);
    shown.articulationPoints().forEach(json.putArray("articulation_points")::add);
    ArrayNode cycles = json.putArray("cycles");
    shown.cycles().forEach(cycle -> cycle.forEach(cycles.addArray()::add));
    return json;
  }

  private static NodeHealth well(String name) {
    return new NodeHealth(name, 1, 1, List.of());
  }

  /** A node's health. */
  static ObjectNode node(NodeHealth health) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", health.name());
    node.put("health", health.score());
    node.put("own_health", health.own());
    health.reasons().forEach(node.putArray("reasons")::add);
    return node;
  }

  /** An edge of one window. */
  static ObjectNode edge(Dependency edge) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("caller", edge.caller());
    json.put("callee", edge.callee());
    json.put("kind", edge.kind().name().toLowerCase(Locale.ROOT));
    json.put("calls", edge.calls());
    json.put("errors", edge.errors());
    json.put("calls_per_s", edge.calls() * NANOS_PER_SECOND / (edge.end() - edge.start()));
    json.put("rate", edge.rate());
    latency(json, "client", edge.client());
    latency(json, "server", edge.server());
    if (edge.bytes() >= 0) {
      json.put("bytes", edge.bytes());
    }
    return json;
  }

  private static void latency(ObjectNode json, String side, Latency latency) {
    if (latency.isKnown()) {
      json.putObject(side)
          .put("p50_ms", latency.p50())
          .put("p95_ms", latency.p95())
          .put("p99_ms", latency.p99());
    }
  }

  /** What differs between two windows. */
  static ObjectNode difference(GraphDifference difference) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode appeared = json.putArray("appeared");
    difference.appeared().forEach(edge -> appeared.add(edge(edge)));
    ArrayNode vanished = json.putArray("vanished");
    difference.vanished().forEach(edge -> vanished.add(edge(edge)));
    ArrayNode changed = json.putArray("changed");
    for (GraphDifference.Changed edge : difference.changed()) {
      ObjectNode both = changed.addObject();
      both.set("before", edge(edge.before()));
      both.set("after", edge(edge.after()));
    }
    return json;
  }
}
