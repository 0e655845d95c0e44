package io.logstream.collector.http.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.stream.Stream;

/** Takes a metric of many data points apart into metrics of one; logs and spans are one already. */
final class OtlpDataPoints {

  private static final String POINTS = "dataPoints";
  private static final List<String> KINDS =
      List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary");

  private OtlpDataPoints() {}

  static Iterable<Message> single(OtlpSignal signal, Message record) {
    if (signal != OtlpSignal.METRICS) {
      return List.of(record);
    }
    for (String kind : KINDS) {
      FieldDescriptor data = OtlpRecords.field(record, kind);
      if (record.hasField(data)) {
        return points(record, data);
      }
    }
    return List.of(record);
  }

  /** One at a time: a metric may have a million points. */
  private static Iterable<Message> points(Message metric, FieldDescriptor data) {
    Message series = (Message) metric.getField(data);
    FieldDescriptor points = OtlpRecords.field(series, POINTS);
    Message bare = series.toBuilder().clearField(points).build();
    Stream<Message> singles =
        ((List<?>) series.getField(points))
            .stream()
                .map(point -> bare.toBuilder().addRepeatedField(points, point).build())
                .map(one -> metric.toBuilder().setField(data, one).build());
    return singles::iterator;
  }

  static Iterable<JsonNode> single(OtlpSignal signal, JsonNode record) {
    if (signal != OtlpSignal.METRICS || !(record instanceof ObjectNode metric)) {
      return List.of(record);
    }
    for (String kind : KINDS) {
      if (metric.get(kind) instanceof ObjectNode series
          && series.get(POINTS) instanceof ArrayNode points) {
        return points.valueStream().map(point -> one(metric, kind, series, point))::iterator;
      }
    }
    return List.of(record);
  }

  private static JsonNode one(ObjectNode metric, String kind, ObjectNode series, JsonNode point) {
    ObjectNode one = metric.objectNode().setAll(series);
    one.putArray(POINTS).add(point);
    ObjectNode single = metric.objectNode().setAll(metric);
    single.set(kind, one);
    return single;
  }
}
