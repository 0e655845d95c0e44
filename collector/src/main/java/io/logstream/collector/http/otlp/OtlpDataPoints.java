package io.logstream.collector.http.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** Takes a metric of many data points apart into metrics of one; logs and spans are one already. */
final class OtlpDataPoints {

  private static final String POINTS = "dataPoints";
  private static final List<String> KINDS =
      List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary");

  private OtlpDataPoints() {}

  static List<Message> single(OtlpSignal signal, Message record) {
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

  private static List<Message> points(Message metric, FieldDescriptor data) {
    Message series = (Message) metric.getField(data);
    FieldDescriptor points = OtlpRecords.field(series, POINTS);
    List<Message> singles = new ArrayList<>();
    for (Object point : (List<?>) series.getField(points)) {
      Message one = series.toBuilder().clearField(points).addRepeatedField(points, point).build();
      singles.add(metric.toBuilder().setField(data, one).build());
    }
    return singles;
  }

  static List<JsonNode> single(OtlpSignal signal, JsonNode record) {
    if (signal != OtlpSignal.METRICS || !(record instanceof ObjectNode metric)) {
      return List.of(record);
    }
    for (String kind : KINDS) {
      if (metric.get(kind) instanceof ObjectNode series
          && series.get(POINTS) instanceof ArrayNode points) {
        List<JsonNode> singles = new ArrayList<>();
        for (JsonNode point : points) {
          ObjectNode one = metric.objectNode().setAll(series);
          one.putArray(POINTS).add(point);
          ObjectNode single = metric.objectNode().setAll(metric);
          single.set(kind, one);
          singles.add(single);
        }
        return singles;
      }
    }
    return List.of(record);
  }
}
