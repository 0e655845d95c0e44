package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteFunction;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Makes events of lines.
 *
 * <pre>
 * logs.raw ─▶ parse, normalise, enrich, route ─▶ logs | calls | flows | changes | logs.dead
 * </pre>
 *
 * <p>One operator chain without keys or shuffles, so that a subtask that fails restarts alone, and
 * one transactional sink, so that an event and what was derived from it become visible together and
 * once.
 */
public final class IngestJob {

  private IngestJob() {}

  public static void main(String[] args) throws Exception {
    IngestJobOptions options = IngestJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.LOGS_RAW),
        KafkaEnds.sink(options.brokers(), options.transactionPrefix(), options.guarantee()),
        options.zone());
    env.execute("ingest");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      ZoneId zone) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.INGEST_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.INGEST_SOURCE.uid());
    var routed = Operator.INGEST_ROUTE.on(raw.flatMap(new RouteFunction(zone)));
    Operator.INGEST_SINK.on(routed.sinkTo(sink));
  }
}
