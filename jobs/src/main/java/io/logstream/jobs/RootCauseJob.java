package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.rootcause.RootCauseOperator;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Finds incidents and the services that they may have begun in.
 *
 * <pre>
 * logs, calls ──▶ requests ▶ what departs from the baseline ▶ ranking ──▶ incidents
 * </pre>
 *
 * <p>The judge runs once: an incident is of the whole system. A Kafka record's time is its event's.
 */
public final class RootCauseJob {

  private RootCauseJob() {}

  public static void main(String[] args) throws Exception {
    RootCauseJobOptions options = RootCauseJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.LOGS, Topics.CALLS),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.disorder(),
        options.idle());
    env.execute("root-cause");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      Duration disorder,
      Duration idle) {
    var records =
        env.fromSource(
            source,
            WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(disorder)
                .withTimestampAssigner((record, time) -> record.timestamp)
                .withIdleness(idle),
            Operator.ROOT_CAUSE_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    records.uid(Operator.ROOT_CAUSE_SOURCE.uid());
    var incidents =
        Operator.ROOT_CAUSE_JUDGE.on(
            records
                .transform(
                    Operator.ROOT_CAUSE_JUDGE.title(),
                    TypeInformation.of(RoutedRecord.class),
                    new RootCauseOperator())
                .forceNonParallel());
    Operator.ROOT_CAUSE_SINK.on(incidents.sinkTo(sink)).setParallelism(1);
  }
}
