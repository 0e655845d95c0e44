/**
 * Reads OpenTelemetry's logs, spans and metrics from OTLP/JSON lines, as the Collector's file
 * exporter writes them: one export request a line.
 */
package io.logstream.functions.otlp;
