package io.logstream.cep.stream;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Reads Kafka's records as events of patterns. What cannot be read was written by a job of ours,
 * and refused by the index too: it is counted as {@code refused}.
 */
public final class ReadPatternEvents extends ProcessFunction<RawRecord, PatternEvent> {

  private static final long serialVersionUID = 1L;

  private transient Counter refused;

  @Override
  public void open(OpenContext context) {
    refused = getRuntimeContext().getMetricGroup().counter("refused");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<PatternEvent> out) {
    try {
      out.collect(PatternEvents.of(record.topic, record.value, record.timestamp));
    } catch (IOException e) {
      refused.inc();
    }
  }
}
