package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Copies the bytes of {@code logs.raw} to another topic by the same source and sink as the ingest
 * job: what benchmarks hold that job against.
 */
public final class PassThroughJob {

  private PassThroughJob() {}

  public static void main(String[] args) throws Exception {
    IngestJobOptions options = IngestJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.LOGS_RAW),
        KafkaEnds.prompt(options.brokers(), options.transactionPrefix(), options.guarantee()));
    env.execute("pass-through");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, Sink<RoutedRecord> sink) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.PASS_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.PASS_SOURCE.uid());
    var copied = Operator.PASS_COPY.on(raw.map(new Copy()));
    Operator.PASS_SINK.on(copied.sinkTo(sink));
  }

  /** The record as it is, to the topic of events. */
  private static final class Copy implements MapFunction<RawRecord, RoutedRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public RoutedRecord map(RawRecord raw) {
      RoutedRecord copy = new RoutedRecord();
      copy.topic = Topics.LOGS;
      copy.key = raw.key;
      copy.value = raw.value;
      copy.timestamp = raw.timestamp;
      return copy;
    }
  }
}
