package io.logstream.console.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import io.logstream.console.QueryParameters;
import io.logstream.functions.event.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Incidents, alerts and hosts.
 *
 * <pre>
 * GET /api/v1/incidents                  newest first, without their timelines
 * GET /api/v1/incidents/{id}             whole
 * GET /api/v1/alerts?host=&amp;severity=     worthiest first
 * GET /api/v1/hosts/{ip}                 risk with its parts, and the host's alerts
 * PUT /api/v1/{incidents|alerts}/{id}/feedback
 * GET /api/v1/results                    server-sent events: incident, alert, feedback, as they change
 * </pre>
 */
public final class ResultsApi implements ApiModule {

  private static final int MOST = 500;

  private final ResultReader results;
  private final Feedback feedback;

  /**
   * An API over the results in the topics of these brokers.
   *
   * @param peers other regions, whose results are there as mirrors
   */
  public ResultsApi(String bootstrapServers, List<String> peers) {
    results = new ResultReader(bootstrapServers, peers);
    feedback = new Feedback(bootstrapServers);
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(
        routes ->
            routes
                .get("/api/v1/incidents", this::incidents)
                .get("/api/v1/incidents/{id}", this::incident)
                .put("/api/v1/incidents/{id}/feedback", context -> say(context, Topics.INCIDENTS))
                .get("/api/v1/alerts", this::alerts)
                .put("/api/v1/alerts/{id}/feedback", context -> say(context, Topics.ALERTS))
                .get("/api/v1/hosts/{ip}", this::host)
                .sse("/api/v1/results", this::follow));
  }

  private void incidents(Context context) {
    List<JsonNode> all = new ArrayList<>(results.of(Topics.INCIDENTS).all());
    all.sort(
        Comparator.comparing((JsonNode incident) -> incident.at("/incident/start").asText())
            .reversed());
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    all.stream().limit(MOST).forEach(incident -> list.add(summary(incident)));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("total", all.size());
    answer.set("incidents", list);
    context.json(answer);
  }

  private ObjectNode summary(JsonNode incident) {
    ObjectNode summary =
        withFeedback(Topics.INCIDENTS, incident.at("/incident/id").asText(), incident);
    summary.remove("timeline");
    return summary;
  }

  private void incident(Context context) {
    String id = context.pathParam("id");
    JsonNode incident =
        results
            .of(Topics.INCIDENTS)
            .get(id)
            .orElseThrow(() -> ApiException.notFound("no incident " + id));
    context.json(withFeedback(Topics.INCIDENTS, id, incident));
  }

  private ObjectNode withFeedback(String topic, String id, JsonNode result) {
    ObjectNode made = result.deepCopy();
    Optional<JsonNode> said = results.of(Topics.FEEDBACK).get(topic + '/' + id);
    said.ifPresent(feedback -> made.set("feedback", feedback));
    return made;
  }

  private void alerts(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    String host = parameters.text("host", "");
    String severity = parameters.text("severity", "");
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode alert : results.of(Topics.ALERTS).all()) {
      boolean isWanted =
          (host.isEmpty() || isOf(alert, host))
              && (severity.isEmpty() || alert.path("severity").asText().equals(severity))
              && alert.path("score").asDouble() > 0;
      if (isWanted) {
        found.add(withFeedback(Topics.ALERTS, alert.path("id").asText(), alert));
      }
    }
    found.sort(Comparator.comparingDouble(alert -> -alert.path("worth").asDouble()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("total", found.size());
    ArrayNode list = answer.putArray("alerts");
    found.stream().limit(MOST).forEach(list::add);
    context.json(answer);
  }

  private static boolean isOf(JsonNode alert, String host) {
    return alert.at("/source/ip").asText().equals(host)
        || alert.at("/destination/ip").asText().equals(host);
  }

  private void host(Context context) {
    String ip = context.pathParam("ip");
    List<JsonNode> own = new ArrayList<>();
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Set<String> benign = new HashSet<>();
    for (JsonNode alert : results.of(Topics.ALERTS).all()) {
      if (alert.path("score").asDouble() > 0 && isOf(alert, ip)) {
        String id = alert.path("id").asText();
        ObjectNode told = withFeedback(Topics.ALERTS, id, alert);
        if (told.at("/feedback/verdict").asText().equals("benign")) {
          benign.add(id);
        }
        list.add(told);
        if (alert.at("/source/ip").asText().equals(ip)) {
          own.add(alert);
        }
      }
    }
    if (list.isEmpty()) {
      throw ApiException.notFound("no alert of host " + ip);
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putObject("host").put("ip", ip);
    answer.set("risk", HostRisk.of(own, benign, Instant.now()));
    answer.set("alerts", list);
    context.json(answer);
  }

  private void say(Context context, String topic) {
    String id = context.pathParam("id");
    if (results.of(topic).get(id).isEmpty()) {
      throw ApiException.notFound("no such result in " + topic + ": " + id);
    }
    context.json(feedback.put(topic + '/' + id, context.body()));
  }

  private void follow(SseClient client) {
    client.keepAlive();
    Runnable end =
        results.listen(
            (topic, state) -> {
              if (!client.terminated()) {
                client.sendEvent(
                    switch (topic) {
                      case Topics.INCIDENTS -> "incident";
                      case Topics.ALERTS -> "alert";
                      default -> "feedback";
                    },
                    state.toString(),
                    null);
              }
            });
    client.onClose(end);
  }

  @Override
  public void close() {
    results.close();
    feedback.close();
  }
}
