package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RouteFunction;
import io.logstream.functions.search.ElasticsearchSink;
import io.logstream.functions.search.KeepIndices;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every job's topology must hold. A new job is one line in {@link #jobs()}. */
class TopologyTest {

  private static final String BROKERS = "127.0.0.1:1";

  record Job(String name, Consumer<StreamExecutionEnvironment> define) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Job> jobs() {
    return Stream.of(
        new Job(
            "ingest",
            env ->
                IngestJob.define(
                    env,
                    KafkaEnds.rawRecords(BROKERS, "g", Topics.LOGS_RAW),
                    KafkaEnds.controlRows(BROKERS, "g", Topics.CONTROL_REFERENCE),
                    KafkaEnds.transactional(BROKERS, "p"),
                    RouteFunction.Settings.DEFAULT)),
        new Job(
            "index",
            env -> {
              IndexJobOptions options = IndexJobOptions.of("", new String[0]);
              IndexJob.define(env, IndexJob.source(options), ElasticsearchSink.of(options.sink()));
              IndexJob.keep(
                  env,
                  KafkaEnds.controlRows(BROKERS, "g", Topics.CONTROL_RULES),
                  new KeepIndices(options.sink().connection()));
            }),
        new Job(
            "threat",
            env ->
                ThreatJob.define(
                    env,
                    KafkaEnds.rawRecords(BROKERS, "g", Topics.FLOWS),
                    KafkaEnds.controlRows(BROKERS, "g", Topics.CONTROL_PATTERNS),
                    KafkaEnds.transactional(BROKERS, "p"),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5))),
        new Job(
            "root-cause",
            env -> {
              RootCauseJobOptions options = RootCauseJobOptions.of();
              RootCauseJob.define(
                  env,
                  KafkaEnds.rawRecords(BROKERS, "g", Topics.LOGS, Topics.CALLS),
                  KafkaEnds.controlRows(BROKERS, "g", Topics.CONTROL_PATTERNS),
                  KafkaEnds.transactional(BROKERS, "p"),
                  options.disorder(),
                  options.idle());
            }),
        new Job(
            "payment",
            env ->
                PaymentJob.define(
                    env,
                    KafkaEnds.rawRecords(BROKERS, "g", Topics.PAYMENTS),
                    KafkaEnds.transactional(BROKERS, "p"),
                    LedgerEnds.at("jdbc:postgresql://127.0.0.1:1/l"),
                    PaymentJobOptions.of().rules())),
        new Job(
            "live-metrics",
            env ->
                LiveMetricsJob.define(
                    env,
                    KafkaEnds.rawRecords(BROKERS, "g", Topics.LOGS),
                    KafkaEnds.transactional(BROKERS, "p"),
                    LiveMetricsJobOptions.of().times())),
        new Job(
            "dependency",
            env -> {
              DependencyJobOptions options = DependencyJobOptions.of();
              DependencyJob.define(
                  env,
                  KafkaEnds.rawRecords(BROKERS, "g", Topics.CALLS),
                  KafkaEnds.transactional(BROKERS, "p"),
                  options.disorder(),
                  options.idle(),
                  options.pairWait());
            }),
        new Job(
            "change-impact",
            env -> {
              ChangeImpactJobOptions options = ChangeImpactJobOptions.of();
              ChangeImpactJob.define(
                  env,
                  KafkaEnds.rawRecords(BROKERS, "g", Topics.CHANGES, Topics.DEPENDENCIES),
                  KafkaEnds.transactional(BROKERS, "p"),
                  options.idle(),
                  options.watched(),
                  options.zone());
            }),
        new Job(
            "pass-through",
            env ->
                PassThroughJob.define(
                    env,
                    KafkaEnds.rawRecords(BROKERS, "g", Topics.LOGS_RAW),
                    KafkaEnds.prompt(BROKERS, "p", DeliveryGuarantee.EXACTLY_ONCE))));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void everyOperatorHasAUidAndAName(Job job) {
    StreamExecutionEnvironment env = JobEnvironment.create();
    job.define().accept(env);

    StreamGraph graph = env.getStreamGraph();
    assertThat(graph.getStreamNodes())
        .isNotEmpty()
        .allSatisfy(
            node -> {
              // A sink's writer and committer get theirs from the sink's.
              assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
              assertThat(node.getOperatorName()).doesNotStartWith("Source: Unnamed");
            });
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noTypeIsLeftToKryo(Job job) {
    StreamExecutionEnvironment env = JobEnvironment.create();
    job.define().accept(env);

    for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
      assertThat(String.valueOf(node.getTypeSerializerOut()))
          .as(node.getOperatorName())
          .doesNotContainIgnoringCase("kryo");
    }
  }

  @Test
  void theGuardAgainstKryoGuards() {
    StreamExecutionEnvironment env = JobEnvironment.create();
    assertThatThrownBy(
            () ->
                TypeExtractor.createTypeInfo(Thread.class)
                    .createSerializer(env.getConfig().getSerializerConfig()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Generic types have been disabled");
    assertThat(
            TypeExtractor.createTypeInfo(RoutedRecord.class)
                .createSerializer(env.getConfig().getSerializerConfig()))
        .isNotNull();
  }

  @Test
  void theGuardAgainstMissingUidsGuards() {
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.fromSequence(0, 1).map(x -> x).returns(Long.class).print();

    assertThatThrownBy(() -> env.getStreamGraph().getJobGraph())
        .hasMessageContaining("no UID or hash has been assigned");
  }

  @Test
  void uidsAreUnique() {
    assertThat(Stream.of(Operator.values()).map(Operator::uid)).doesNotHaveDuplicates();
  }
}
