package io.logstream.collector.http.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** What OTLP carries, and what its lists are called in JSON and in protobuf. */
public enum OtlpSignal {
  LOGS("logs", "resourceLogs", "scopeLogs", "logRecords") {
    @Override
    Descriptor type() {
      return ExportLogsServiceRequest.getDescriptor();
    }

    @Override
    Message parse(byte[] body) throws InvalidProtocolBufferException {
      return ExportLogsServiceRequest.parseFrom(body);
    }
  },
  TRACES("traces", "resourceSpans", "scopeSpans", "spans") {
    @Override
    Descriptor type() {
      return ExportTraceServiceRequest.getDescriptor();
    }

    @Override
    Message parse(byte[] body) throws InvalidProtocolBufferException {
      return ExportTraceServiceRequest.parseFrom(body);
    }
  },
  METRICS("metrics", "resourceMetrics", "scopeMetrics", "metrics") {
    @Override
    Descriptor type() {
      return ExportMetricsServiceRequest.getDescriptor();
    }

    @Override
    Message parse(byte[] body) throws InvalidProtocolBufferException {
      return ExportMetricsServiceRequest.parseFrom(body);
    }
  };

  private final String path;
  private final String resources;
  private final String scopes;
  private final String records;

  OtlpSignal(String path, String resources, String scopes, String records) {
    this.path = path;
    this.resources = resources;
    this.scopes = scopes;
    this.records = records;
  }

  abstract Descriptor type();

  abstract Message parse(byte[] body) throws InvalidProtocolBufferException;

  /** The end of the path, {@code /v1/logs}. */
  public String path() {
    return path;
  }

  String resources() {
    return resources;
  }

  String scopes() {
    return scopes;
  }

  String records() {
    return records;
  }
}
