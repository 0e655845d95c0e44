package io.logstream.jobs;

import io.logstream.cep.incident.AnomalyEvents;
import io.logstream.cep.incident.ExplainIncidents;
import io.logstream.cep.stream.CallEdges;
import io.logstream.cep.stream.MatchPatterns;
import io.logstream.cep.stream.PatternSelection;
import io.logstream.cep.stream.ReadPatternEvents;
import io.logstream.cep.stream.RouteEvents;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
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
 * logs, calls ──────▶ judge: requests, what departs, ranking ──────────────┐
 *   │    changes        └─anomalies─┐                                      ▼
 *   └──────┴─▶ events ──────────────┴▶ to each pattern ▶ match ────▶ explain incidents ▶ incidents
 *                └calls▶ who calls whom ══▶ ▲              ▲
 * control.patterns ═════════════════════════╩══════════════╝
 * </pre>
 *
 * <p>The judge runs once: an incident is of the whole system. Patterns are matched by pattern and
 * subject, so with any parallelism. A Kafka record's time is its event's.
 */
public final class RootCauseJob {

  private RootCauseJob() {}

  public static void main(String[] args) throws Exception {
    RootCauseJobOptions options = RootCauseJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.createForAnalysis();
    define(
        env,
        KafkaEnds.rawRecords(
            options.brokers(), options.group(), Topics.LOGS, Topics.CALLS, Topics.CHANGES),
        KafkaEnds.controlRows(
            options.brokers(), options.group() + "-control", Topics.CONTROL_PATTERNS),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.disorder(),
        options.idle());
    env.execute("root-cause");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Source<ControlRow, ?, ?> control,
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
    var judged =
        Operator.ROOT_CAUSE_JUDGE.on(
            records
                .transform(
                    Operator.ROOT_CAUSE_JUDGE.title(),
                    TypeInformation.of(RoutedRecord.class),
                    new RootCauseOperator())
                .forceNonParallel());
    var events = Operator.ROOT_CAUSE_EVENTS.on(records.process(new ReadPatternEvents()));
    var anomalies =
        Operator.ROOT_CAUSE_ANOMALIES.on(
            judged.getSideOutput(RootCauseOperator.ANOMALIES).process(new AnomalyEvents()));
    var edges =
        Operator.ROOT_CAUSE_EDGES.on(
            events
                .filter(CallEdges::isEdge)
                .uid(Operator.ROOT_CAUSE_EDGES.uid() + "-calls")
                .name("calls")
                .keyBy(CallEdges::key)
                .flatMap(new CallEdges()));
    var rows = ControlStream.rows(env, control, Operator.ROOT_CAUSE_CONTROL);
    var routed =
        Operator.ROOT_CAUSE_ROUTE.on(
            events
                .union(anomalies)
                .connect(rows.union(edges).broadcast(BroadcastControl.ROWS, RouteEvents.EDGES))
                .process(new RouteEvents(PatternSelection.FAULTS)));
    var matches =
        Operator.ROOT_CAUSE_MATCH.on(
            routed
                .keyBy(event -> event.key)
                .connect(rows.broadcast(BroadcastControl.ROWS))
                .process(new MatchPatterns(PatternSelection.FAULTS)));
    var incidents =
        Operator.ROOT_CAUSE_EXPLAIN
            .on(
                judged
                    .keyBy(record -> ExplainIncidents.SYSTEM)
                    .connect(matches.keyBy(match -> ExplainIncidents.SYSTEM))
                    .process(new ExplainIncidents()))
            .setParallelism(1);
    Operator.ROOT_CAUSE_SINK
        .on(incidents.union(routed.getSideOutput(RouteEvents.DEAD)).sinkTo(sink))
        .setParallelism(1);
  }
}
