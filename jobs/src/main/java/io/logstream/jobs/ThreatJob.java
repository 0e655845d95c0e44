package io.logstream.jobs;

import io.logstream.cep.incident.ChainAlerts;
import io.logstream.cep.incident.ChainEvents;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.MatchPatterns;
import io.logstream.cep.stream.PatternSelection;
import io.logstream.cep.stream.RouteEvents;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.stream.Alerts;
import io.logstream.functions.threat.stream.ByScope;
import io.logstream.functions.threat.stream.Detect;
import io.logstream.functions.threat.stream.JoinFlows;
import io.logstream.functions.threat.stream.RateByPrevalence;
import io.logstream.functions.threat.stream.RatedFinding;
import io.logstream.functions.threat.stream.ReadFlows;
import io.logstream.functions.threat.stream.Sightings;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Finds threats in flows.
 *
 * <pre>
 * flows ─▶ read ─▶ join by connection ─┬─▶ to each scope ─▶ detect ─▶ findings ─┐
 *           │      (by source)         │                  (by scope)           ▼
 *           ▼                          └─▶ who uses what ──────────────▶ rate by prevalence ─▶ alerts ─▶ alerts
 *       logs.dead                                                       (by destination)    (by source)
 *
 * control.thresholds, control.reference, control.rules ═▶ detect, alerts
 *
 * alerts ─▶ to each chain ─▶ match by host ─▶ alerts of chains ─▶ alerts
 * </pre>
 *
 * <p>Event time is the flows'. A restart continues from the last checkpoint, and alerts become
 * visible with the checkpoint that their findings belong to, so that each is told once.
 */
public final class ThreatJob {

  /** A partition without flows for so long does not hold up the others. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A detector looks back by one evaluation and the disorder of its flows. */
  private static final Duration LOOK_BACK = Duration.ofNanos(2 * Detector.EVALUATION_NANOS);

  private ThreatJob() {}

  public static void main(String[] args) throws Exception {
    ThreatJobOptions options = ThreatJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.createForAnalysis();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.FLOWS),
        KafkaEnds.controlRows(
            options.brokers(),
            options.group() + "-control",
            Topics.CONTROL_PATTERNS,
            Topics.CONTROL_REFERENCE,
            Topics.CONTROL_RULES,
            Topics.CONTROL_THRESHOLDS),
        KafkaEnds.transactional(options.brokers(), options.transactionPrefix()),
        options.lateness(),
        options.joinWait());
    env.execute("threat");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Source<ControlRow, ?, ?> control,
      Sink<RoutedRecord> sink,
      Duration lateness,
      Duration joinWait) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(lateness)
                .withTimestampAssigner((record, kafka) -> record.timestamp)
                .withIdleness(IDLE),
            Operator.THREAT_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.THREAT_SOURCE.uid());
    var read = Operator.THREAT_READ.on(raw.process(new ReadFlows()));
    var flows =
        Operator.THREAT_JOIN.on(
            read.keyBy(flow -> flow.source().ip()).process(new JoinFlows(joinWait)));
    var rows = ControlStream.of(env, control, Operator.THREAT_CONTROL);
    var findings =
        Operator.THREAT_DETECT.on(
            Operator.THREAT_SCOPE
                .on(flows.flatMap(new ByScope()))
                .keyBy(scoped -> scoped.key)
                .connect(rows)
                .process(new Detect()));
    var sightings = Operator.THREAT_SIGHT.on(flows.flatMap(new Sightings()));
    var rated =
        Operator.THREAT_RATE.on(
            findings
                .keyBy(RatedFinding::destination)
                .connect(sightings.keyBy(sighting -> sighting.destination))
                .process(new RateByPrevalence()));
    var alerts =
        Operator.THREAT_ALERT.on(
            rated
                .keyBy(finding -> finding.finding.subject().source())
                .connect(rows)
                .process(new Alerts()));
    var events =
        Operator.THREAT_CHAIN_EVENTS.on(
            alerts.transform(
                Operator.THREAT_CHAIN_EVENTS.title(),
                TypeInformation.of(PatternEvent.class),
                new ChainEvents(LOOK_BACK)));
    var routed =
        Operator.THREAT_CHAIN_ROUTE.on(
            events.connect(rows).process(new RouteEvents(PatternSelection.ATTACKS)));
    var chains =
        Operator.THREAT_CHAIN_ALERT.on(
            Operator.THREAT_CHAIN_MATCH
                .on(
                    routed
                        .keyBy(event -> event.key)
                        .connect(rows)
                        .process(new MatchPatterns(PatternSelection.ATTACKS)))
                .map(new ChainAlerts()));
    Operator.THREAT_SINK.on(
        alerts
            .union(chains, read.getSideOutput(ReadFlows.DEAD), findings.getSideOutput(Detect.DEAD))
            .sinkTo(sink));
  }
}
