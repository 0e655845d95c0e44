package io.logstream.functions.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads one export request of OTLP in its JSON form, token by token: {@code resourceLogs}, {@code
 * resourceSpans}, {@code resourceMetrics}, in one document or in several. Names that it does not
 * know are skipped, as the protocol asks of a reader. Numbers may be JSON numbers or text, enums
 * their number or their name. Safe for use by several threads.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON
 *     Protobuf encoding</a>
 */
public final class OtlpJson {

  /** Exporters write the values NaN and Infinity bare, which JSON does not know. */
  private static final JsonFactory JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build().getFactory();

  /**
   * Hands on each record of an export request, in its order.
   *
   * @throws IOException if it is no export request; the message names what was expected and where
   */
  public void read(byte[] request, Consumer<? super Telemetry> records) throws IOException {
    try (JsonParser json = JSON.createParser(request)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("otlp: expected an object, found " + json.currentToken());
      }
      boolean isRequest = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "resourceLogs", "resourceSpans", "resourceMetrics" -> {
            isRequest = true;
            each(json, () -> ofResource(json, records));
          }
          default -> json.skipChildren();
        }
      }
      if (!isRequest) {
        throw new IOException(
            "otlp: expected \"resourceLogs\", \"resourceSpans\" or \"resourceMetrics\"");
      }
    }
  }

  private static void ofResource(JsonParser json, Consumer<? super Telemetry> records)
      throws IOException {
    Resource resource = null;
    TokenBuffer early = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("resource")) {
        resource = new Resource(OtlpValues.attributesOf(json));
      } else if (field.startsWith("scope")) {
        if (resource == null) { // what it is of comes later in the object
          early = early == null ? new TokenBuffer(json) : early;
          early.copyCurrentStructure(json);
        } else {
          ofScopes(json, resource, records);
        }
      } else {
        json.skipChildren();
      }
    }
    if (early != null) {
      Resource of = resource == null ? Resource.UNKNOWN : resource;
      try (JsonParser again = early.asParser()) {
        while (again.nextToken() != null) {
          ofScopes(again, of, records);
        }
      }
    }
  }

  private static void ofScopes(
      JsonParser json, Resource resource, Consumer<? super Telemetry> records) throws IOException {
    each(
        json,
        () -> {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
              case "logRecords" -> each(json, () -> records.accept(log(json, resource)));
              case "spans" -> each(json, () -> records.accept(span(json, resource)));
              case "metrics" -> each(json, () -> OtlpMetrics.read(json, resource, records));
              default -> json.skipChildren();
            }
          }
        });
  }

  private static LogRecord log(JsonParser json, Resource resource) throws IOException {
    long time = 0;
    long observed = 0;
    int severity = 0;
    String body = "";
    String traceId = "";
    String spanId = "";
    Map<String, String> attributes = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "timeUnixNano" -> time = OtlpValues.number(json);
        case "observedTimeUnixNano" -> observed = OtlpValues.number(json);
        case "severityNumber" -> severity = OtlpValues.severity(json);
        case "body" -> body = OtlpValues.any(json);
        case "traceId" -> traceId = OtlpValues.text(json);
        case "spanId" -> spanId = OtlpValues.text(json);
        case "attributes" -> attributes = OtlpValues.attributes(json);
        default -> json.skipChildren();
      }
    }
    return new LogRecord(
        resource, time == 0 ? observed : time, severity, body, traceId, spanId, attributes);
  }

  private static Span span(JsonParser json, Resource resource) throws IOException {
    Map<String, String> texts = new HashMap<>(8);
    long start = 0;
    long end = 0;
    Span.Kind kind = Span.Kind.UNSPECIFIED;
    boolean failed = false;
    String message = "";
    Map<String, String> attributes = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "traceId", "spanId", "parentSpanId", "name" -> texts.put(field, OtlpValues.text(json));
        case "kind" -> kind = OtlpValues.constant(json, Span.Kind.values(), "SPAN_KIND_");
        case "startTimeUnixNano" -> start = OtlpValues.number(json);
        case "endTimeUnixNano" -> end = OtlpValues.number(json);
        case "attributes" -> attributes = OtlpValues.attributes(json);
        case "status" -> {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
              case "code" -> failed = isError(json);
              case "message" -> message = OtlpValues.text(json);
              default -> json.skipChildren();
            }
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Span(
        resource,
        texts.getOrDefault("traceId", ""),
        texts.getOrDefault("spanId", ""),
        texts.getOrDefault("parentSpanId", ""),
        texts.getOrDefault("name", ""),
        kind,
        start,
        end,
        failed,
        message,
        attributes);
  }

  private static boolean isError(JsonParser json) throws IOException {
    String code = OtlpValues.text(json);
    return code.equals("2") || code.equals("STATUS_CODE_ERROR");
  }

  /** Something to do at each object of an array. */
  @FunctionalInterface
  interface Reading {
    void run() throws IOException;
  }

  /** Runs at the start of each object of an array; expects to be at its end afterwards. */
  static void each(JsonParser json, Reading reading) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw OtlpValues.unexpected(json, "an array");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw OtlpValues.unexpected(json, "an object");
      }
      reading.run();
    }
  }
}
