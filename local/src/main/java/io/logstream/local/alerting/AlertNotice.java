package io.logstream.local.alerting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.threat.Severity;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;

/**
 * The state of an alert, as an output tells it.
 *
 * @param id the alert's
 * @param severity as it stands
 * @param alert all of it, as {@code schema/alert.v1.json} has it
 * @param json the same as it was written
 */
public record AlertNotice(String id, Severity severity, JsonNode alert, byte[] json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a record of topic {@code alerts}.
   *
   * @throws IOException if it is no alert; the message says what was expected
   */
  static AlertNotice read(byte[] json) throws IOException {
    JsonNode alert;
    try {
      alert = JSON.readTree(json == null ? new byte[0] : json);
    } catch (JsonProcessingException e) {
      throw new IOException("alert: expected JSON, found " + e.getOriginalMessage(), e);
    }
    if (!alert.isObject() || alert.path("v").asInt() != 1) {
      throw new IOException("alert: expected a JSON object with v 1");
    }
    String id = alert.path("id").asText();
    if (id.isEmpty()) {
      throw new IOException("alert: id: expected a text, found none");
    }
    return new AlertNotice(id, severity(alert.path("severity").asText()), alert, json);
  }

  private static Severity severity(String text) throws IOException {
    for (Severity severity : Severity.values()) {
      if (severity.name().toLowerCase(Locale.ROOT).equals(text)) {
        return severity;
      }
    }
    throw new IOException(
        "alert: severity: expected low, medium, high or critical, found \"" + text + '"');
  }

  /** What makes two deliveries the same: the alert, and how severe it had become. */
  public String key() {
    return id + '/' + severityText();
  }

  /** The severity as the alert's JSON has it. */
  String severityText() {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** What is claimed: the rule's title, or the kind where no rule claims it. */
  String title() {
    String title = text("/rule/title");
    return title.isEmpty() ? text("/kind") : title;
  }

  /** Whether it still holds. */
  boolean holds() {
    return alert.path("score").asDouble() > 0;
  }

  /** A text of it; empty where it has none. */
  String text(String pointer) {
    return alert.at(pointer).asText("");
  }

  /** A time of it; the epoch where it has none. */
  Instant time(String pointer) {
    try {
      return Instant.parse(text(pointer));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
