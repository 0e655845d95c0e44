package io.logstream.cep.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.cep.stream.PatternMatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds pattern matches to incidents: as {@code patterns}, and to the evidence for the service that
 * each blames. Makes an incident of matches alone where nothing else departed.
 */
public final class IncidentFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The scale of an incident's score, as in {@code docs/root-cause.md}. */
  private static final double SCALE = 10;

  /** Nats by severity: a pattern turns a close ranking and no clear one, whose first has tens. */
  private static final Map<String, Double> NATS =
      Map.of("low", 0.5, "medium", 2.0, "high", 5.0, "critical", 8.0);

  private static final int MOST_EVIDENCE = 16;

  private IncidentFile() {}

  /** Whether a match is an incident by itself. */
  public static boolean isIncident(PatternMatch match) {
    return NATS.getOrDefault(match.severity, 0.0) >= NATS.get("high") && !match.service.isEmpty();
  }

  /** An incident with what patterns say of it; its causes are ranked anew. */
  public static ObjectNode explained(JsonNode incident, Collection<PatternMatch> matches) {
    ObjectNode made = incident.deepCopy();
    List<PatternMatch> sorted = new ArrayList<>(matches);
    sorted.sort(Comparator.comparingLong((PatternMatch m) -> m.start).thenComparing(m -> m.id));
    ArrayNode patterns = made.putArray("patterns");
    sorted.forEach(match -> patterns.add(json(match)));
    rank(made, sorted);
    return made;
  }

  /** An incident of matches alone. */
  public static ObjectNode of(String id, boolean isOpen, Collection<PatternMatch> matches) {
    long start = matches.stream().mapToLong(match -> match.start).min().orElseThrow();
    long end = matches.stream().mapToLong(match -> match.end).max().orElseThrow();
    ObjectNode made = JSON.createObjectNode().put("v", 1);
    made.putObject("incident")
        .put("id", id)
        .put("state", isOpen ? "open" : "closed")
        .put("start", time(start))
        .put("end", time(end))
        .put("score", 0.0);
    made.putArray("root_causes");
    made.putArray("timeline");
    return explained(made, matches);
  }

  private static void rank(ObjectNode made, List<PatternMatch> matches) {
    Map<String, ObjectNode> causes = new LinkedHashMap<>();
    for (JsonNode cause : made.path("root_causes")) {
      causes.put(cause.path("service").asText(), (ObjectNode) cause);
    }
    Set<String> counted = new HashSet<>();
    for (PatternMatch match : matches) {
      if (!match.service.isEmpty() && counted.add(match.pattern + '\n' + match.service)) {
        add(causes.computeIfAbsent(match.service, service -> cause(match)), match);
      }
    }
    Map<String, Double> nats = new LinkedHashMap<>();
    causes.forEach((service, cause) -> nats.put(service, nats(cause)));
    double total = nats.values().stream().mapToDouble(Double::doubleValue).sum();
    List<String> order = new ArrayList<>(causes.keySet());
    // Stable: those that are equal stay as they were ranked.
    order.sort(Comparator.comparingDouble(service -> -nats.get(service)));
    ArrayNode ranked = made.putArray("root_causes");
    for (String service : order) {
      ranked.add(
          causes
              .get(service)
              .put("rank", ranked.size() + 1)
              .put("score", round(nats.get(service) / total)));
    }
    if (!order.isEmpty() && !matches.isEmpty()) {
      ((ObjectNode) made.path("incident"))
          .put("score", round(1 - Math.exp(-nats.get(order.get(0)) / SCALE)));
    }
  }

  private static ObjectNode cause(PatternMatch match) {
    ObjectNode cause = JSON.createObjectNode();
    cause
        .put("rank", 0)
        .put("service", match.service)
        .put("kind", match.fault)
        .put("location", match.title)
        .put("onset", time(match.start))
        .put("score", 0.0);
    cause.putObject("parts");
    cause.putArray("evidence");
    return cause;
  }

  private static void add(ObjectNode cause, PatternMatch match) {
    ObjectNode parts = (ObjectNode) cause.path("parts");
    parts.put("pattern", parts.path("pattern").asDouble() + NATS.getOrDefault(match.severity, 0.0));
    ArrayNode evidence = (ArrayNode) cause.path("evidence");
    Set<String> known = new HashSet<>();
    evidence.forEach(id -> known.add(id.asText()));
    for (String id : match.evidence) {
      if (evidence.size() < MOST_EVIDENCE && !id.isEmpty() && known.add(id)) {
        evidence.add(id);
      }
    }
  }

  private static double nats(ObjectNode cause) {
    double sum = 0;
    for (JsonNode part : cause.path("parts")) {
      sum += part.asDouble();
    }
    return sum;
  }

  private static double round(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static ObjectNode json(PatternMatch match) {
    ObjectNode json = JSON.createObjectNode();
    json.put("pattern", match.pattern)
        .put("title", match.title)
        .put("severity", match.severity)
        .put("fault", match.fault)
        .put("key", match.key)
        .put("service", match.service)
        .put("start", time(match.start))
        .put("end", time(match.end))
        .put("explanation", match.explanation)
        .put("runbook", match.runbook);
    ArrayNode events = json.putArray("events");
    for (int i = 0; i < match.steps.length; i++) {
      events
          .addObject()
          .put("step", match.steps[i])
          .put("at", time(match.times[i]))
          .put("evidence", match.evidence[i])
          .put("text", match.texts[i]);
    }
    return json;
  }
}
