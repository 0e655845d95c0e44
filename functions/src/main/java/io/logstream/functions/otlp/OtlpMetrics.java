package io.logstream.functions.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.otlp.MetricPoint.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a metric of OTLP's JSON. A metric is read as a tree: how its points relate to each other
 * may stand after them.
 */
final class OtlpMetrics {

  private OtlpMetrics() {}

  static void read(JsonParser json, Resource resource, Consumer<? super Telemetry> records)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw OtlpValues.unexpected(json, "a metric");
    }
    JsonNode metric = json.readValueAsTree();
    String name = metric.path("name").asText();
    String unit = metric.path("unit").asText();
    for (JsonNode point : metric.path("gauge").path("dataPoints")) {
      accept(point(resource, name, unit, Kind.GAUGE, point, value(point)), records);
    }
    JsonNode sum = metric.path("sum");
    Kind sumKind = kind(sum, sum.path("isMonotonic").asBoolean());
    for (JsonNode point : sum.path("dataPoints")) {
      accept(point(resource, name, unit, sumKind, point, value(point)), records);
    }
    for (String shape : new String[] {"histogram", "exponentialHistogram", "summary"}) {
      Kind kind = kind(metric.path(shape), true);
      for (JsonNode point : metric.path(shape).path("dataPoints")) {
        double count = point.path("count").asDouble();
        accept(point(resource, name + ".count", "1", kind, point, count), records);
        accept(
            point(resource, name + ".sum", unit, kind, point, point.path("sum").asDouble()),
            records);
      }
    }
  }

  /** A point whose value is no number tells nothing. */
  private static void accept(MetricPoint point, Consumer<? super Telemetry> records) {
    if (Double.isFinite(point.value())) {
      records.accept(point);
    }
  }

  private static Kind kind(JsonNode data, boolean isMonotonic) {
    String temporality = data.path("aggregationTemporality").asText();
    if (temporality.equals("1") || temporality.endsWith("DELTA")) {
      return Kind.DELTA;
    }
    return isMonotonic ? Kind.COUNTER : Kind.CUMULATIVE;
  }

  private static double value(JsonNode point) {
    return point.has("asInt") ? point.path("asInt").asDouble() : point.path("asDouble").asDouble();
  }

  private static MetricPoint point(
      Resource resource, String name, String unit, Kind kind, JsonNode point, double value) {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode attribute : point.path("attributes")) {
      for (JsonNode any : attribute.path("value")) {
        attributes.put(
            attribute.path("key").asText(), any.isValueNode() ? any.asText() : any.toString());
      }
    }
    return new MetricPoint(
        resource, name, unit, kind, point.path("timeUnixNano").asLong(), value, attributes);
  }
}
