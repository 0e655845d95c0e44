package io.logstream.jobs;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.MultipleConnectedStreams;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.MultipleInputTransformation;

/**
 * Makes events of lines.
 *
 * <pre>
 * logs.raw ───────────▶ parse, normalise, enrich, validate, route ─▶ logs | calls | flows | changes
 * control.* ═broadcast═▶                                           │       | logs.dead
 * </pre>
 *
 * <p>One operator chain without keys or shuffles from the source of lines to the sink, so that a
 * line is bytes, then one typed event, then bytes, and in between is neither copied nor serialized;
 * and one transactional sink, so that an event and what was derived from it become visible together
 * and once.
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
        KafkaEnds.sink(options.brokers(), options.transactionPrefix(), options.guarantee()),
        options.settings());
    env.execute("ingest");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Source<ControlRow, ?, ?> control,
      Sink<RoutedRecord> sink,
      RouteOperator.Settings settings) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.INGEST_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.INGEST_SOURCE.uid());
    var route =
        new MultipleInputTransformation<>(
            Operator.INGEST_ROUTE.title(),
            new RouteOperator.Factory(settings),
            TypeInformation.of(RoutedRecord.class),
            env.getParallelism());
    route.addInput(raw.getTransformation());
    route.addInput(
        ControlStream.rows(env, control, Operator.INGEST_CONTROL).broadcast().getTransformation());
    route.setChainingStrategy(ChainingStrategy.HEAD_WITH_SOURCES);
    env.addOperator(route);
    var routed = Operator.INGEST_ROUTE.on(new MultipleConnectedStreams(env).transform(route));
    Operator.INGEST_SINK.on(routed.sinkTo(sink));
  }
}
