package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.live.Measure;
import io.logstream.functions.live.Measures;
import io.logstream.functions.live.RollUp;
import io.logstream.functions.live.Tally;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Rolls all topics up by the second of event time.
 *
 * <pre>
 * logs, calls, … ──▶ measure, add up ──▶ rows, corrections, retractions ──▶ metrics.live
 *                      (where read)        (by metric and second)
 * </pre>
 *
 * <p>A row is published as its second is underway and again when late records change it, until the
 * watermark has passed the second by the lateness. What is later is counted.
 */
public final class LiveMetricsJob {

  private LiveMetricsJob() {}

  public static void main(String[] args) throws Exception {
    LiveMetricsJobOptions options = LiveMetricsJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.gatheredRecords(
            options.brokers(), options.group(), Measures.TOPICS.toArray(String[]::new)),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.times());
    env.execute("live-metrics");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      Times times) {
    var records =
        env.fromSource(
            source,
            WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(times.disorder())
                .withTimestampAssigner((record, kafka) -> record.timestamp)
                .withIdleness(times.idle()),
            Operator.LIVE_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    records.uid(Operator.LIVE_SOURCE.uid());
    var measures =
        Operator.LIVE_TALLY.on(
            records.transform(
                Operator.LIVE_TALLY.title(), TypeInformation.of(Measure.class), new Tally()));
    var rows =
        Operator.LIVE_ROLL_UP.on(
            measures.keyBy(RollUp::key).process(new RollUp(times.lateness(), times.pause())));
    Operator.LIVE_SINK.on(rows.sinkTo(sink));
  }

  /**
   * How long it waits for what.
   *
   * @param disorder how far records come out of order before the watermark passes them
   * @param idle a partition without records for so long does not hold up the others
   * @param lateness how long after the watermark a second is corrected
   * @param pause between two publications of a second, at least
   */
  public record Times(Duration disorder, Duration idle, Duration lateness, Duration pause) {}
}
