package io.logstream.cep.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.event.Change;
import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads records of {@code logs}, {@code calls}, {@code changes} and {@code alerts} as events of
 * patterns. Field {@code type} says which; a line has its ECS fields, the others those named here
 * under {@code call.}, {@code change.} and {@code alert.}. {@code docs/patterns.md} lists them.
 */
public final class PatternEvents {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 1_000;
  private static final int MOST_FIELDS = 128;
  private static final int DEEPEST = 8;

  private PatternEvents() {}

  /**
   * The event of a record.
   *
   * @param time of the record, milliseconds since the epoch
   * @throws IOException if it is not what the topic holds
   */
  public static PatternEvent of(String topic, byte[] value, long time) throws IOException {
    TreeMap<String, String> fields = new TreeMap<>();
    String id =
        switch (topic) {
          case Topics.CALLS -> call(ServiceCallJson.read(value), fields);
          case Topics.CHANGES -> change(ChangeJson.read(value), fields);
          case Topics.ALERTS -> alert(object(value), fields);
          default -> line(object(value), fields);
        };
    return event(id, time, fields);
  }

  /** An event of fields. */
  public static PatternEvent event(String id, long time, Map<String, String> fields) {
    TreeMap<String, String> sorted = new TreeMap<>(fields);
    sorted.values().removeIf(String::isEmpty);
    PatternEvent event = new PatternEvent();
    event.id = id;
    event.time = time;
    event.names = sorted.keySet().toArray(String[]::new);
    event.values = sorted.values().toArray(String[]::new);
    return event;
  }

  private static JsonNode object(byte[] value) throws IOException {
    JsonNode json = JSON.readTree(value);
    if (json == null || !json.isObject()) {
      throw new IOException("event: expected a JSON object");
    }
    return json;
  }

  private static String line(JsonNode json, Map<String, String> fields) {
    flatten("", json, fields, 0);
    // The line as it came says what its fields say, once more.
    fields.remove("event.original");
    fields.put("type", "log");
    return json.at("/event/id").asText();
  }

  private static String call(ServiceCall call, Map<String, String> fields) {
    boolean isClient = call.side() == ServiceCall.Side.CLIENT;
    fields.put("type", "call");
    fields.put("service.name", isClient ? call.caller() : call.callee());
    fields.put("trace.id", call.traceId());
    fields.put("call.side", call.side().name().toLowerCase(Locale.ROOT));
    fields.put("call.kind", call.kind().name().toLowerCase(Locale.ROOT));
    fields.put("call.caller", call.caller());
    fields.put("call.callee", call.callee());
    fields.put("call.operation", call.operation());
    fields.put("call.failed", Boolean.toString(call.failed()));
    if (call.duration() != ServiceCall.UNKNOWN) {
      fields.put("call.duration_ms", Double.toString(call.duration() / 1e6));
    }
    return call.traceId().isEmpty()
        ? call.id()
        : "trace:" + call.traceId() + "/span:" + call.spanId();
  }

  private static String change(Change change, Map<String, String> fields) {
    fields.put("type", "change");
    fields.put("service.name", change.service());
    fields.put("change.kind", change.kind().name().toLowerCase(Locale.ROOT));
    fields.put("change.version", change.version());
    fields.put("change.previous_version", change.previousVersion());
    fields.put("change.environment", change.environment());
    fields.put("change.by", change.by());
    fields.put("change.description", change.description());
    return change.id();
  }

  private static String alert(JsonNode json, Map<String, String> fields) {
    flatten("source", json.path("source"), fields, 1);
    flatten("destination", json.path("destination"), fields, 1);
    for (String name : new String[] {"kind", "family", "severity", "score", "worth", "user"}) {
      fields.put("alert." + name, json.path(name).asText());
    }
    fields.put("alert.explanation", cut(json.path("explanation").asText()));
    fields.put("user", json.path("user").asText());
    fields.put("type", "alert");
    return json.path("id").asText();
  }

  private static void flatten(String path, JsonNode json, Map<String, String> fields, int depth) {
    if (json.isObject() && depth <= DEEPEST) {
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        flatten(
            path.isEmpty() ? entry.getKey() : path + '.' + entry.getKey(),
            entry.getValue(),
            fields,
            depth + 1);
      }
    } else if (json.isArray()) {
      // The first of several, as a person would read it.
      if (!json.isEmpty() && json.get(0).isValueNode()) {
        put(path, json.get(0), fields);
      }
    } else if (json.isValueNode()) {
      put(path, json, fields);
    }
  }

  private static void put(String path, JsonNode value, Map<String, String> fields) {
    if (!path.isEmpty() && !value.isNull() && fields.size() < MOST_FIELDS) {
      fields.put(path, cut(value.asText()));
    }
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
