package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.EdgeUpdate;
import io.logstream.functions.graph.stream.PairCalls;
import io.logstream.functions.graph.stream.ReadCalls;
import io.logstream.functions.graph.stream.WindowEdges;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Keeps the service map.
 *
 * <pre>
 * calls ─▶ read ─▶ pair both sides ─▶ sum in windows ─▶ dependencies | dependencies.events
 *           │        (by trace)         (by edge)
 *           └──────────────────────────────────────────▶ logs.dead
 * </pre>
 *
 * <p>Event time is the calls'. A restart continues from the last checkpoint; windows become visible
 * with the checkpoint that the calls in them belong to.
 */
public final class DependencyJob {

  private DependencyJob() {}

  public static void main(String[] args) throws Exception {
    DependencyJobOptions options = DependencyJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.createForAnalysis();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.CALLS),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.disorder(),
        options.idle(),
        options.pairWait());
    env.execute("dependency");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      Duration disorder,
      Duration idle,
      Duration pairWait) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(disorder)
                .withTimestampAssigner((record, kafka) -> record.timestamp)
                .withIdleness(idle),
            Operator.DEPENDENCY_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.DEPENDENCY_SOURCE.uid());
    var calls = Operator.DEPENDENCY_READ.on(raw.process(new ReadCalls()));
    var updates =
        Operator.DEPENDENCY_PAIR.on(
            calls.keyBy(PairCalls::traceOf).process(new PairCalls(pairWait)));
    var windows =
        Operator.DEPENDENCY_WINDOW.on(
            updates.keyBy(EdgeUpdate::edge).process(new WindowEdges(pairWait)));
    Operator.DEPENDENCY_SINK.on(windows.union(calls.getSideOutput(ReadCalls.DEAD)).sinkTo(sink));
  }
}
