package io.logstream.console.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import io.logstream.console.QueryParameters;
import io.logstream.functions.event.Change;
import io.logstream.functions.graph.GraphDifference;
import io.logstream.functions.graph.GraphExport;
import io.logstream.functions.graph.MapWindow;
import io.logstream.functions.graph.NodeHealth;
import io.logstream.functions.graph.ServiceGraph;
import io.logstream.functions.impact.Assessment;
import io.logstream.functions.impact.AssessmentJson;
import io.logstream.functions.impact.ChangeAssessor;
import io.logstream.functions.impact.History;
import io.logstream.functions.impact.Signals;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** The routes of the service map and of changes. What each takes and gives is in openapi.yaml. */
public final class MapApi implements ApiModule {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServiceMap map = new ServiceMap();
  private final MapReader reader;

  /** An API over the topics of these brokers. */
  public MapApi(String bootstrapServers) {
    reader = new MapReader(bootstrapServers, map);
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(
        routes ->
            routes
                .get("/api/v1/dependencies", this::dependencies)
                .get("/api/v1/dependencies/times", this::times)
                .get("/api/v1/dependencies/difference", this::difference)
                .get("/api/v1/dependencies/events", this::events)
                .get("/api/v1/health", this::health)
                .get("/api/v1/changes", this::changes)
                .post("/api/v1/changes/assess", this::assess));
  }

  private static MapWindow window(QueryParameters parameters) {
    String name = parameters.text("window", MapWindow.MINUTE.id());
    return MapWindow.named(name)
        .orElseThrow(
            () ->
                ApiException.badRequest(
                    "parameter", "window: expected 10s, 1m or 1h, found \"" + name + '"'));
  }

  private ServiceGraph graph(QueryParameters parameters, String time) {
    String at = parameters.text(time, "");
    return at.isEmpty()
        ? map.current(window(parameters))
        : map.at(window(parameters), millis(time, at));
  }

  private static long millis(String name, String text) {
    try {
      return text.chars().allMatch(Character::isDigit)
          ? Long.parseLong(text)
          : Instant.parse(text).toEpochMilli();
    } catch (NumberFormatException | DateTimeException e) {
      throw ApiException.badRequest(
          "parameter",
          name
              + ": expected a time such as 2026-03-10T12:00:00Z or milliseconds, found \""
              + text
              + '"');
    }
  }

  private void dependencies(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    ServiceGraph graph = graph(parameters, "at");
    String format = parameters.text("format", "json");
    switch (format) {
      case "json" -> {
        boolean isPast = !parameters.text("at", "").isEmpty();
        long at = isPast ? millis("at", parameters.text("at", "")) : 0;
        ObjectNode json =
            MapJson.map(
                graph,
                isPast ? map.at(MapWindow.MINUTE, at) : map.current(MapWindow.MINUTE),
                isPast ? map.at(MapWindow.HOUR, at) : map.current(MapWindow.HOUR));
        context.json(json.put("window", window(parameters).id()));
      }
      case "graphml" -> {
        context.header("Content-Disposition", "attachment; filename=\"services.graphml\"");
        context.contentType("application/graphml+xml").result(GraphExport.graphMl(graph));
      }
      case "dot" -> {
        context.header("Content-Disposition", "attachment; filename=\"services.dot\"");
        context.contentType("text/vnd.graphviz").result(GraphExport.dot(graph));
      }
      default ->
          throw ApiException.badRequest(
              "parameter", "format: expected json, graphml or dot, found \"" + format + '"');
    }
  }

  private void times(Context context) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    map.times(window(QueryParameters.of(context))).forEach(json.putArray("times")::add);
    context.json(json);
  }

  private void difference(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    parameters.required("from");
    context.json(
        MapJson.difference(
            GraphDifference.between(graph(parameters, "from"), graph(parameters, "to"))));
  }

  private void events(Context context) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    reader.events().forEach(json.putArray("events")::add);
    context.json(json);
  }

  private void health(Context context) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode nodes = json.putArray("nodes");
    NodeHealth.of(map.current(MapWindow.MINUTE), map.current(MapWindow.HOUR))
        .values()
        .forEach(node -> nodes.add(MapJson.node(node)));
    context.json(json);
  }

  private void changes(Context context) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    reader.changes().forEach(json.putArray("changes")::add);
    context.json(json);
  }

  private void assess(Context context) throws IOException {
    JsonNode body = body(context);
    Change change = change(body);
    ServiceGraph minute = map.current(MapWindow.MINUTE);
    ServiceGraph hour = map.current(MapWindow.HOUR);
    ServiceGraph usual = hour.nodes().contains(change.service()) ? hour : minute;
    Assessment assessment =
        new ChangeAssessor(minute, usual, history(), zone(body)).assess(change, signals(body));
    context.contentType("application/json").result(new AssessmentJson().write(assessment));
  }

  private static JsonNode body(Context context) {
    try {
      JsonNode body = JSON.readTree(context.bodyAsBytes());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw ApiException.badRequest("body", "expected a JSON object with \"service\"");
  }

  private static Change change(JsonNode body) {
    String service = body.path("service").asText();
    if (service.isEmpty()) {
      throw ApiException.badRequest("body", "expected \"service\", the name of what is changed");
    }
    String kind = body.path("kind").asText("deploy");
    Change.Kind known;
    try {
      known = Change.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(
          "body",
          "kind: expected deploy, rollback, config, flag, scale or restart, found \"" + kind + '"');
    }
    Instant at =
        body.hasNonNull("at")
            ? Instant.ofEpochMilli(millis("at", body.path("at").asText()))
            : Instant.now();
    return new Change(
        body.path("id").asText(),
        known,
        service,
        body.path("version").asText(),
        body.path("previous_version").asText(),
        body.path("environment").asText(),
        at.toEpochMilli() * 1_000_000,
        body.path("by").asText(),
        body.path("description").asText());
  }

  private static Signals signals(JsonNode body) {
    Optional<Double> canary =
        body.hasNonNull("canary_share")
            ? Optional.of(body.path("canary_share").asDouble(-1))
            : Optional.empty();
    if (canary.filter(share -> share < 0 || share > 1).isPresent()) {
      throw ApiException.badRequest("body", "canary_share: expected a number from 0 to 1");
    }
    return new Signals(flag(body, "tests_passed"), canary, flag(body, "reversible"));
  }

  private static Optional<Boolean> flag(JsonNode body, String name) {
    if (!body.hasNonNull(name)) {
      return Optional.empty();
    }
    if (!body.path(name).isBoolean()) {
      throw ApiException.badRequest("body", name + ": expected true or false");
    }
    return Optional.of(body.path(name).asBoolean());
  }

  private static ZoneId zone(JsonNode body) {
    String zone = body.path("zone").asText("UTC");
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw ApiException.badRequest(
          "body", "zone: expected a time zone such as Europe/Vienna, found \"" + zone + '"');
    }
  }

  /** What became of the changes that were seen to their end. */
  private History history() {
    History history = new History();
    for (JsonNode change : reader.changes()) {
      if (change.path("state").asText().equals("observed")) {
        boolean isHarmful = false;
        for (JsonNode affected : change.path("affected")) {
          isHarmful |= affected.path("moved").asBoolean();
        }
        history.add(change.at("/change/service").asText(), isHarmful);
      }
    }
    return history;
  }

  @Override
  public void close() {
    reader.close();
  }
}
