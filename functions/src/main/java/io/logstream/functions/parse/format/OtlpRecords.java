package io.logstream.functions.parse.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Event.RawJson;

/** The three kinds of record that OTLP carries, into an event. */
final class OtlpRecords {

  private static final String[] KINDS = {
    "unspecified", "internal", "server", "client", "producer", "consumer"
  };

  private final Event event;
  private final OtlpAttributes attributes;

  OtlpRecords(Event event, OtlpAttributes attributes) {
    this.event = event;
    this.attributes = attributes;
  }

  void scope(JsonNode scope) {
    event.vendor("otel.scope.name", scope.path("name").asText(""));
    event.vendor("otel.scope.version", scope.path("version").asText(""));
  }

  /** A log record; gives its body where that is a text, to be parsed in turn. */
  String log(JsonNode record) {
    long time = OtlpValues.nanos(record.path("timeUnixNano"));
    time(time > 0 ? time : OtlpValues.nanos(record.path("observedTimeUnixNano")));
    severity(record);
    event.set(EcsField.TRACE_ID, OtlpValues.id(record.path("traceId"), 16));
    event.set(EcsField.SPAN_ID, OtlpValues.id(record.path("spanId"), 8));
    event.set(EcsField.EVENT_ACTION, record.path("eventName").asText(""));
    String scope = event.vendorText("otel.scope.name").orElse("");
    event.set(EcsField.LOG_LOGGER, scope);
    attributes.record(record.path("attributes"));
    JsonNode body = record.path("body");
    if (body.has("stringValue")) {
      String text = body.path("stringValue").asText();
      return text.isBlank() ? null : text;
    }
    if (body.size() > 0) {
      JsonNode plain = OtlpValues.plain(body);
      if (plain.isValueNode()) {
        event.set(EcsField.MESSAGE, plain.asText());
      } else {
        event.set(EcsField.MESSAGE, plain.toString());
        event.vendor("otel.body", new RawJson(plain.toString()));
      }
    }
    return null;
  }

  private void severity(JsonNode record) {
    String text = record.path("severityText").asText("");
    int number = record.path("severityNumber").asInt(0);
    if (text.isEmpty() && number > 0) {
      // Four numbers a level, 1 to 24.
      text =
          switch ((number - 1) / 4) {
            case 0 -> "trace";
            case 1 -> "debug";
            case 2 -> "info";
            case 3 -> "warn";
            case 4 -> "error";
            default -> "fatal";
          };
    }
    event.set(EcsField.LOG_LEVEL, text);
    if (number > 0) {
      event.vendor("otel.severity_number", number);
    }
  }

  private void time(long nanos) {
    if (nanos > 0) {
      event.set(EcsField.TIMESTAMP, nanos);
    }
  }

  /** A span: its time is its start. */
  String span(JsonNode span) {
    long start = OtlpValues.nanos(span.path("startTimeUnixNano"));
    long end = OtlpValues.nanos(span.path("endTimeUnixNano"));
    time(start);
    if (start > 0) {
      event.set(EcsField.EVENT_START, start);
    }
    if (end > 0) {
      event.set(EcsField.EVENT_END, end);
    }
    if (start > 0 && end >= start) {
      event.set(EcsField.EVENT_DURATION, end - start);
    }
    event.set(EcsField.TRACE_ID, OtlpValues.id(span.path("traceId"), 16));
    event.set(EcsField.SPAN_ID, OtlpValues.id(span.path("spanId"), 8));
    event.vendor("otel.span.parent_id", OtlpValues.id(span.path("parentSpanId"), 8));
    event.vendor("otel.span.name", span.path("name").asText(""));
    event.vendor("otel.span.kind", kind(span.path("kind")));
    event.set(EcsField.MESSAGE, span.path("name").asText(""));
    attributes.record(span.path("attributes"));
    status(span.path("status"));
    exception(span.path("events"));
    if (span.path("events").size() > 0) {
      event.vendor("otel.span.events", new RawJson(span.path("events").toString()));
    }
    if (span.path("links").size() > 0) {
      event.vendor("otel.span.links", new RawJson(span.path("links").toString()));
    }
    return null;
  }

  private static String kind(JsonNode kind) {
    if (kind.isTextual() && kind.asText().startsWith("SPAN_KIND_")) {
      return kind.asText().substring("SPAN_KIND_".length()).toLowerCase(java.util.Locale.ROOT);
    }
    int number = kind.asInt(0);
    return number >= 0 && number < KINDS.length ? KINDS[number] : KINDS[0];
  }

  /** Unset (0) says nothing of the outcome unless HTTP does; 1 is ok, 2 an error. */
  private void status(JsonNode status) {
    String code = status.path("code").asText("0");
    if (code.equals("2") || code.equals("STATUS_CODE_ERROR")) {
      event.vendor("otel.span.status", "error");
      event.set(EcsField.EVENT_OUTCOME, "failure");
      event.set(EcsField.ERROR_MESSAGE, status.path("message").asText(""));
    } else if (code.equals("1") || code.equals("STATUS_CODE_OK")) {
      event.vendor("otel.span.status", "ok");
      event.set(EcsField.EVENT_OUTCOME, "success");
    } else if (!event.has(EcsField.HTTP_RESPONSE_STATUS_CODE)) {
      event.set(EcsField.EVENT_OUTCOME, "unknown");
    }
  }

  /** The exception that a span recorded is its error. */
  private void exception(JsonNode events) {
    for (JsonNode recorded : events) {
      if (recorded.path("name").asText().equals("exception")) {
        attributes.record(recorded.path("attributes"));
        return;
      }
    }
  }

  /** A metric with one data point. */
  String metric(JsonNode metric) {
    String type = OtlpSplit.metricType(metric);
    JsonNode point = metric.path(type).path("dataPoints").path(0);
    event.set(EcsField.EVENT_KIND, "metric");
    time(OtlpValues.nanos(point.path("timeUnixNano")));
    long start = OtlpValues.nanos(point.path("startTimeUnixNano"));
    if (start > 0) {
      event.set(EcsField.EVENT_START, start);
    }
    String name = metric.path("name").asText("");
    event.vendor("otel.metric.name", name);
    event.vendor("otel.metric.type", type);
    event.vendor("otel.metric.unit", metric.path("unit").asText(""));
    event.set(EcsField.MESSAGE, name);
    number("otel.metric.value", point, "asDouble", "asInt");
    number("otel.metric.count", point, "count");
    number("otel.metric.sum", point, "sum");
    number("otel.metric.min", point, "min");
    number("otel.metric.max", point, "max");
    for (String list : new String[] {"bucketCounts", "explicitBounds", "quantileValues"}) {
      if (point.path(list).size() > 0) {
        event.vendor("otel.metric." + list, new RawJson(point.path(list).toString()));
      }
    }
    if (metric.path(type).has("isMonotonic")) {
      event.vendor("otel.metric.monotonic", metric.path(type).path("isMonotonic").asBoolean());
    }
    attributes.record(point.path("attributes"));
    return null;
  }

  private void number(String path, JsonNode point, String... names) {
    for (String name : names) {
      if (point.has(name)) {
        // What is no number ("NaN", "Infinity") has no place in a number's field: it stays absent.
        event.vendor(path, point.path(name).asDouble(Double.NaN));
        return;
      }
    }
  }
}
