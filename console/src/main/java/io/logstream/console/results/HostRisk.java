package io.logstream.console.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The risk of a host: 1 − ∏ (1 − worth) over families of alerts, of each the worthiest, halved for
 * each day since it was seen; as {@code docs/threats.md} has it. What people called benign counts
 * nothing.
 */
final class HostRisk {

  private static final double DAY = Duration.ofDays(1).toMillis();

  private HostRisk() {}

  /** The risk and its parts by family. */
  static ObjectNode of(Collection<JsonNode> alerts, Set<String> benign, Instant now) {
    Map<String, Double> worthiest = new TreeMap<>();
    for (JsonNode alert : alerts) {
      if (!benign.contains(alert.path("id").asText())) {
        double days =
            Math.max(
                0,
                Duration.between(Instant.parse(alert.path("last_seen").asText()), now).toMillis()
                    / DAY);
        double worth = alert.path("worth").asDouble() * Math.pow(0.5, days);
        worthiest.merge(alert.path("family").asText(), worth, Math::max);
      }
    }
    double safe = 1;
    ObjectNode risk = JsonNodeFactory.instance.objectNode();
    ObjectNode parts = risk.putObject("parts");
    for (Map.Entry<String, Double> family : worthiest.entrySet()) {
      safe *= 1 - family.getValue();
      parts.put(family.getKey(), family.getValue());
    }
    return risk.put("score", 1 - safe);
  }
}
