package io.logstream.cep.incident;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.cep.stream.PatternMatch;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.threat.Severity;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Makes an alert of a chain of alerts, as {@code schema/alert.v1.json} has it: its source is the
 * host that the chain is about, its evidence are the alerts.
 */
public final class ChainAlerts implements MapFunction<PatternMatch, RoutedRecord> {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_EVIDENCE = 16;

  @Override
  public RoutedRecord map(PatternMatch match) throws Exception {
    double worth = Severity.valueOf(match.severity.toUpperCase(Locale.ROOT)).worth();
    ObjectNode alert = JSON.createObjectNode();
    alert
        .put("v", 1)
        .put("id", match.id)
        .put("kind", match.pattern)
        .put("family", "chain")
        .put("score", 1.0)
        .put("worth", worth)
        .put("severity", match.severity);
    alert.putObject("technique").put("id", "TA0001").put("name", "Several tactics");
    alert.putObject("source").put("ip", match.key);
    alert.putObject("destination");
    alert
        .put("first_seen", Instant.ofEpochMilli(match.start).toString())
        .put("last_seen", Instant.ofEpochMilli(match.end).toString())
        .put("count", match.steps.length)
        .put("explanation", match.title + ". " + match.explanation);
    alert.putObject("parts").put("steps", match.steps.length);
    alert.putObject("worth_parts").put("severity", worth);
    ArrayNode evidence = alert.putArray("evidence");
    for (String id : match.evidence) {
      if (evidence.size() < MOST_EVIDENCE) {
        evidence.add("alert:" + id);
      }
    }
    return new RoutedRecord(Topics.ALERTS, match.key, JSON.writeValueAsBytes(alert), match.end);
  }
}
