package io.logstream.local.shop;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The service's spans as OTLP/JSON, one export a line, as OpenTelemetry's file exporter writes.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/">OTLP file
 *     exporter</a>
 */
final class SpanFile implements AutoCloseable {

  /** OTLP's numbers for the kinds of span. */
  enum Kind {
    SERVER(2),
    CLIENT(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private final String service;
  private final LineFile file;

  SpanFile(String service, Path path) {
    this.service = service;
    file = new LineFile(path);
  }

  void write(
      Kind kind,
      String name,
      TraceContext trace,
      long startEpochNanos,
      long endEpochNanos,
      boolean failed,
      Map<String, ?> attributes) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("traceId", trace.traceId());
    span.put("spanId", trace.spanId());
    if (!trace.parentSpanId().isEmpty()) {
      span.put("parentSpanId", trace.parentSpanId());
    }
    span.put("name", name);
    span.put("kind", kind.code);
    span.put("startTimeUnixNano", Long.toString(startEpochNanos));
    span.put("endTimeUnixNano", Long.toString(endEpochNanos));
    span.put("attributes", attributes(attributes));
    if (failed) {
      span.put("status", Map.of("code", 2));
    }
    Map<String, Object> resource =
        Map.of("attributes", attributes(Map.of("service.name", service)));
    Map<String, Object> spans = new LinkedHashMap<>();
    spans.put("resource", resource);
    spans.put("scopeSpans", List.of(Map.of("spans", List.of(span))));
    file.write(Json.object(Map.of("resourceSpans", List.of(spans))));
  }

  private static List<Map<String, Object>> attributes(Map<String, ?> attributes) {
    return attributes.entrySet().stream()
        .map(
            e -> {
              Map<String, Object> attribute = new LinkedHashMap<>();
              attribute.put("key", e.getKey());
              attribute.put(
                  "value",
                  e.getValue() instanceof Integer
                      ? Map.of("intValue", e.getValue().toString())
                      : Map.of("stringValue", e.getValue().toString()));
              return attribute;
            })
        .toList();
  }

  @Override
  public void close() {
    file.close();
  }
}
