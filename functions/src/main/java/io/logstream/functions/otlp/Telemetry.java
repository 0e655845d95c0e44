package io.logstream.functions.otlp;

/** One record of OTLP: a log line, a span, or a point of a metric. */
public sealed interface Telemetry permits LogRecord, Span, MetricPoint {

  /** Who sent it. */
  Resource resource();

  /** When it happened, a span when it ended; nanoseconds since the epoch. */
  long time();
}
