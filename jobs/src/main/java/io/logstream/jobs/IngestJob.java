package io.logstream.jobs;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Makes events of lines.
 *
 * <pre>
 * logs.raw ───────────▶ parse, normalise, enrich, validate, route ─▶ logs | calls | flows | changes
 * control.* ═broadcast═▶                                           │       | logs.dead
 * </pre>
 *
 * <p>One operator chain from the line to the sink, without keys or shuffles: a line is bytes, then
 * one typed event, then bytes, and in between is neither copied nor serialized. One transactional
 * sink, so that an event and what was derived from it become visible together and once. The source
 * of lines stands before the chain: Flink chains no source to an operator that has a second input
 * from the network, and one with chained sources and such an input would never complete a
 * checkpoint.
 */
public final class IngestJob {

  private static final String[] CONTROL_TOPICS = {
    Topics.CONTROL_REFERENCE,
    Topics.CONTROL_RULES,
    Topics.CONTROL_PATTERNS,
    Topics.CONTROL_THRESHOLDS
  };

  private IngestJob() {}

  public static void main(String[] args) throws Exception {
    IngestJobOptions options = IngestJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.rawRecords(options.brokers(), options.group(), Topics.LOGS_RAW),
        KafkaEnds.controlRows(options.brokers(), options.group() + "-control", CONTROL_TOPICS),
        KafkaEnds.prompt(options.brokers(), options.transactionPrefix(), options.guarantee()),
        options.settings());
    env.execute("ingest");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Source<ControlRow, ?, ?> control,
      Sink<RoutedRecord> sink,
      RouteFunction.Settings settings) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.INGEST_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.INGEST_SOURCE.uid());
    var routed =
        raw.connect(ControlStream.of(env, control, Operator.INGEST_CONTROL))
            .process(new RouteFunction(settings));
    Operator.INGEST_ROUTE.on(routed);
    Operator.INGEST_SINK.on(routed.sinkTo(sink));
  }
}
