package io.logstream.functions.parse.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;
import java.util.Locale;

/**
 * One OpenTelemetry log record, span or metric data point in OTLP/JSON, within the {@code
 * resourceLogs}, {@code resourceSpans} or {@code resourceMetrics} that it belongs to, as the
 * Collector's file exporter writes them.
 *
 * <p>A line with several records is {@link #split} first, each part with its resource and scope. A
 * log record wraps its body where that is a text. What resource and attributes say goes to the
 * schema's fields by OpenTelemetry's semantic conventions, old and new; the rest under {@code
 * otel}. The record's own time counts, whatever the body says.
 */
@AutoService(Format.class)
public final class Otlp implements Format {

  static final String NAME = "otlp";

  /** Metrics that were never measured are written as NaN, which JSON proper does not have. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          Json.FACTORY.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{";
  }

  @Override
  public int fit(String line, Event outer) {
    return JsonLines.isObject(line)
            && (JsonLines.startsWithMember(line, "resourceLogs")
                || JsonLines.startsWithMember(line, "resourceSpans")
                || JsonLines.startsWithMember(line, "resourceMetrics"))
        ? MARK
        : NONE;
  }

  @Override
  public long innerTimeTolerance() {
    return 0;
  }

  @Override
  public String splitPrefix() {
    return "{\"resource";
  }

  @Override
  public List<String> split(String line) throws ParseException {
    return OtlpSplit.records(line, tree(line));
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    JsonNode tree = tree(line);
    OtlpAttributes attributes = new OtlpAttributes(context, event);
    String kind = OtlpSplit.kind(tree);
    if (kind == null) {
      throw ParseException.expected(
          NAME, "a member resourceLogs, resourceSpans or resourceMetrics", line, 0);
    }
    JsonNode resource = only(tree.path(kind), "resource");
    attributes.resource(resource.path("resource").path("attributes"));
    JsonNode scopes = OtlpSplit.scopes(resource);
    JsonNode scope = only(scopes, "scope");
    OtlpRecords records = new OtlpRecords(event, attributes);
    records.scope(scope.has("scope") ? scope.path("scope") : scope.path("instrumentationLibrary"));
    return switch (kind) {
      case "resourceLogs" -> records.log(only(scope.path("logRecords"), "log record"));
      case "resourceSpans" -> records.span(only(scope.path("spans"), "span"));
      default -> records.metric(only(scope.path("metrics"), "metric"));
    };
  }

  private static JsonNode only(JsonNode list, String what) throws ParseException {
    if (list.size() != 1) {
      throw new ParseException(
          "%s: expected one %s a line, found %d; lines with more are split before they are parsed"
              .formatted(NAME, what, list.size()));
    }
    JsonNode one = list.get(0);
    if (!one.isObject()) {
      throw new ParseException(
          "%s: expected a %s to be an object, found %s"
              .formatted(NAME, what, one.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    return one;
  }

  private static JsonNode tree(String line) throws ParseException {
    try {
      JsonNode tree = MAPPER.readTree(line);
      if (tree == null || !tree.isObject()) {
        throw ParseException.expected(NAME, "'{'", line, 0);
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new ParseException(NAME + ": " + e.getOriginalMessage());
    }
  }
}
