package io.logstream.local.region;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The link of a running stack of two regions, and what their agents say of it. */
public final class RegionLink {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long FRESH_MS = 5_000;

  private final URI control;
  private final List<URI> agents;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  public RegionLink(URI control, List<URI> agents) {
    this.control = control;
    this.agents = List.copyOf(agents);
  }

  /** Nothing passes from now on. */
  public void cut() {
    tell("/cut");
  }

  /** All passes again. */
  public void heal() {
    tell("/heal");
  }

  private void tell(String what) {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve(what))
            .timeout(LIMIT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    if (send(request).isEmpty()) {
      throw new StackException("the link at " + control + " does not answer");
    }
  }

  /** Whether all agents hear of each other's region, and none sees a difference. */
  public boolean isWell() {
    return agents.stream().allMatch(agent -> report(agent).map(RegionLink::isWell).orElse(false));
  }

  private static boolean isWell(JsonNode report) {
    long age = report.path("heartbeat_age_ms").asLong(-1);
    return age >= 0 && age < FRESH_MS && divergent(report) == 0;
  }

  /** Windows and keys that differ, by a report. */
  public static long divergent(JsonNode report) {
    long divergent = 0;
    for (JsonNode stream : report.path("streams")) {
      divergent += stream.path("divergent").asLong();
    }
    for (JsonNode merged : report.path("merged")) {
      divergent += merged.path("divergent_keys").asLong();
    }
    return divergent;
  }

  /** What an agent says; empty while it does not answer. */
  public Optional<JsonNode> report(URI agent) {
    return send(HttpRequest.newBuilder(agent.resolve("/api/v1/region")).timeout(LIMIT).build());
  }

  private Optional<JsonNode> send(HttpRequest request) {
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? Optional.of(JSON.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
