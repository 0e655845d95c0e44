package io.logstream.functions.otlp;

import java.util.Map;

/**
 * A log line.
 *
 * @param resource who wrote it
 * @param time when it was written, or observed where that is not stated; nanoseconds since the
 *     epoch
 * @param severity OpenTelemetry's number, 1 to 24; 0 where not stated
 * @param body as text; JSON where it is structured
 * @param traceId empty where not traced
 * @param spanId empty where not traced
 * @param attributes of the record; values as text
 */
public record LogRecord(
    Resource resource,
    long time,
    int severity,
    String body,
    String traceId,
    String spanId,
    Map<String, String> attributes)
    implements Telemetry {

  /** The least severity number of an error. */
  public static final int ERROR = 17;

  /** The same with time 0: one whose time could not be right. */
  public LogRecord withoutTime() {
    return new LogRecord(resource, 0, severity, body, traceId, spanId, attributes);
  }
}
