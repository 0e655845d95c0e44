package io.logstream.functions.parse.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.parse.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes lines of one record each out of a line with several: every log record, span and data point
 * with the resource, the scope and, for a data point, the metric around it.
 */
final class OtlpSplit {

  /**
   * All lines together may be so many times as long as the one they come from, and a little: each
   * repeats its resource, which a hostile sender makes large.
   */
  private static final int MOST_GROWTH = 64;

  private static final int LEAST_LIMIT = 1 << 20;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String[] KINDS = {"resourceLogs", "resourceSpans", "resourceMetrics"};
  private static final String[] METRIC_TYPES = {
    "gauge", "sum", "histogram", "exponentialHistogram", "summary"
  };

  private OtlpSplit() {}

  /** The member that holds the records; null where there is none. */
  static String kind(JsonNode tree) {
    for (String kind : KINDS) {
      if (tree.path(kind).isArray()) {
        return kind;
      }
    }
    return null;
  }

  /** The scopes of a resource, under today's name or that of before 2022. */
  static JsonNode scopes(JsonNode resource) {
    return resource.path(scopesName(resource));
  }

  private static String scopesName(JsonNode resource) {
    for (String name :
        new String[] {
          "scopeLogs",
          "scopeSpans",
          "scopeMetrics",
          "instrumentationLibraryLogs",
          "instrumentationLibrarySpans",
          "instrumentationLibraryMetrics"
        }) {
      if (resource.has(name)) {
        return name;
      }
    }
    return "scopeLogs";
  }

  static String recordsName(JsonNode scope) {
    return scope.has("logRecords") ? "logRecords" : scope.has("spans") ? "spans" : "metrics";
  }

  /** The type of a metric: the member that holds its data points. */
  static String metricType(JsonNode metric) {
    for (String type : METRIC_TYPES) {
      if (metric.has(type)) {
        return type;
      }
    }
    return "gauge";
  }

  /** The line itself where it has one record, else a line for each. */
  static List<String> records(String line, JsonNode tree) throws ParseException {
    List<String> lines = new ArrayList<>();
    long left = Math.max(LEAST_LIMIT, (long) MOST_GROWTH * line.length());
    for (String kind : KINDS) {
      for (JsonNode resource : tree.path(kind)) {
        String scopes = scopesName(resource);
        for (JsonNode scope : resource.path(scopes)) {
          String records = recordsName(scope);
          for (JsonNode record : scope.path(records)) {
            for (JsonNode part : points(records, record)) {
              String one = line(kind, resource, scopes, scope, records, part);
              left -= one.length();
              if (left < 0) {
                throw new ParseException(
                    "otlp: expected records that do not repeat a resource of many times their size,"
                        + " found %d and more in %d characters"
                            .formatted(lines.size(), line.length()));
              }
              lines.add(one);
            }
          }
        }
      }
    }
    return lines.size() == 1 ? List.of(line) : lines;
  }

  private static List<JsonNode> points(String records, JsonNode record) {
    if (!records.equals("metrics")) {
      return List.of(record);
    }
    String type = metricType(record);
    List<JsonNode> metrics = new ArrayList<>();
    for (JsonNode point : record.path(type).path("dataPoints")) {
      ObjectNode metric = NODES.objectNode();
      record.fields().forEachRemaining(member -> metric.set(member.getKey(), member.getValue()));
      metric.set(type, with(record.path(type), "dataPoints", point));
      metrics.add(metric);
    }
    return metrics;
  }

  private static String line(
      String kind,
      JsonNode resource,
      String scopes,
      JsonNode scope,
      String records,
      JsonNode record) {
    ObjectNode oneScope = with(scope, records, record);
    ObjectNode oneResource = with(resource, scopes, oneScope);
    ObjectNode root = NODES.objectNode();
    root.putArray(kind).add(oneResource);
    return root.toString();
  }

  /** A shallow copy in which the list holds this one element alone. */
  private static ObjectNode with(JsonNode object, String list, JsonNode element) {
    ObjectNode copy = NODES.objectNode();
    object.fields().forEachRemaining(member -> copy.set(member.getKey(), member.getValue()));
    copy.putArray(list).add(element);
    return copy;
  }
}
