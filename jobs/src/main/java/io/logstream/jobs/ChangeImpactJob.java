package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.impact.stream.AssessChanges;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Says of each change what it will break, and a while later what it broke.
 *
 * <pre>
 * changes, dependencies ─▶ assess, watch ─▶ change-impact | logs.dead
 * </pre>
 *
 * <p>One subtask holds the whole map. Event time is that of the changes and of the map's windows.
 */
public final class ChangeImpactJob {

  private ChangeImpactJob() {}

  public static void main(String[] args) throws Exception {
    ChangeImpactJobOptions options = ChangeImpactJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.createForAnalysis();
    define(
        env,
        KafkaEnds.rawRecords(
            options.brokers(), options.group(), Topics.CHANGES, Topics.DEPENDENCIES),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.idle(),
        options.watched(),
        options.zone());
    env.execute("change-impact");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      Duration idle,
      Duration watched,
      ZoneId zone) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.<RawRecord>forMonotonousTimestamps()
                .withTimestampAssigner((record, kafka) -> record.timestamp)
                .withIdleness(idle),
            Operator.CHANGE_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.CHANGE_SOURCE.uid());
    var assessed =
        Operator.CHANGE_ASSESS.on(
            raw.keyBy(record -> 0, Types.INT)
                .process(new AssessChanges(watched, zone))
                .forceNonParallel());
    Operator.CHANGE_SINK.on(assessed.sinkTo(sink)).setParallelism(1);
  }
}
