package io.logstream.functions.rootcause;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Resource;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of topics {@code logs} and {@code calls} as lines and spans. A record that
 * tells of no trace gives nothing: requests are put together by their traces. Nor does an event
 * that is a span, of which {@code calls} has a record too.
 */
final class WireTelemetry {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WARN = 13;
  private static final int INFO = 9;
  private static final int FATAL = 21;

  private WireTelemetry() {}

  /**
   * The line or span of a record.
   *
   * @throws IOException if it is neither a call nor an event
   */
  static Optional<Telemetry> of(String topic, byte[] value) throws IOException {
    return topic.equals(Topics.CALLS) ? span(ServiceCallJson.read(value)) : line(value);
  }

  private static Optional<Telemetry> span(ServiceCall call) {
    if (call.traceId().isEmpty() || call.spanId().isEmpty()) {
      return Optional.empty();
    }
    boolean isClient = call.side() == ServiceCall.Side.CLIENT;
    return Optional.of(
        new Span(
            new Resource(Map.of("service.name", isClient ? call.caller() : call.callee())),
            call.traceId(),
            call.spanId(),
            call.parentSpanId(),
            call.operation(),
            switch (call.side()) {
              case CLIENT -> Span.Kind.CLIENT;
              case SERVER -> Span.Kind.SERVER;
              case UNKNOWN -> Span.Kind.UNSPECIFIED;
            },
            call.start(),
            call.start() + Math.max(0, call.duration()),
            call.failed(),
            "",
            isClient && !call.callee().isEmpty()
                ? Map.of(TraceAssembler.PEER, call.callee())
                : Map.of()));
  }

  private static Optional<Telemetry> line(byte[] value) throws IOException {
    JsonNode event = JSON.readTree(value);
    if (!event.at("/otel/span/name").isMissingNode()) {
      // A span, which topic calls has too.
      return Optional.empty();
    }
    String trace = event.at("/trace/id").asText();
    String service = event.at("/service/name").asText();
    if (trace.isEmpty() || service.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> attributes = new HashMap<>();
    String file = event.at("/log/origin/file/name").asText(event.at("/log/logger").asText());
    JsonNode number = event.at("/log/origin/file/line");
    if (!file.isEmpty() && number.isNumber()) {
      attributes.put("code.filepath", file);
      attributes.put("code.lineno", number.asText());
    }
    return Optional.of(
        new LogRecord(
            new Resource(Map.of("service.name", service)),
            nanos(event.path("@timestamp").asText()),
            severity(event.at("/log/level").asText()),
            event.path("message").asText(),
            trace,
            event.at("/span/id").asText(),
            attributes));
  }

  private static long nanos(String time) throws IOException {
    try {
      Instant instant = Instant.parse(time);
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException("event: expected @timestamp in ISO 8601, found \"" + time + '"', e);
    }
  }

  private static int severity(String level) {
    return switch (level) {
      case "fatal", "critical", "alert", "emergency", "emerg", "crit" -> FATAL;
      case "error", "err", "severe" -> LogRecord.ERROR;
      case "warn", "warning" -> WARN;
      default -> INFO;
    };
  }
}
