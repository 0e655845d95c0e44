package io.logstream.functions.otlp;

import java.util.Map;

/**
 * A span: one operation of one service within a trace.
 *
 * @param resource who did it
 * @param traceId empty where not stated
 * @param spanId empty where not stated
 * @param parentSpanId empty at the root of a trace
 * @param name of the operation
 * @param kind which side of a call it is
 * @param start nanoseconds since the epoch
 * @param end nanoseconds since the epoch
 * @param failed whether its status is an error
 * @param statusMessage empty where not stated
 * @param attributes values as text
 */
public record Span(
    Resource resource,
    String traceId,
    String spanId,
    String parentSpanId,
    String name,
    Kind kind,
    long start,
    long end,
    boolean failed,
    String statusMessage,
    Map<String, String> attributes)
    implements Telemetry {

  /** Which side of a call a span is; in the order of the protocol's numbers. */
  public enum Kind {
    UNSPECIFIED,
    INTERNAL,
    SERVER,
    CLIENT,
    PRODUCER,
    CONSUMER
  }

  @Override
  public long time() {
    return end;
  }

  /** In nanoseconds, 0 where the clock went backwards. */
  public long duration() {
    return Math.max(0, end - start);
  }
}
