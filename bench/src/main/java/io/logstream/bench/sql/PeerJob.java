package io.logstream.bench.sql;

import io.logstream.functions.event.Topics;
import io.logstream.jobs.JobEnvironment;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a {@link Peer}: with the source, the watermarks and the guarantee of the tables in SQL. */
public final class PeerJob {

  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private PeerJob() {}

  /** With the peer's name, the brokers and the consumer group. */
  public static void main(String[] args) throws Exception {
    Peer peer = Peer.valueOf(args[0]);
    StreamExecutionEnvironment env = JobEnvironment.create();
    SingleOutputStreamOperator<PeerEvent> events =
        env.fromSource(
                KafkaSource.<PeerEvent>builder()
                    .setBootstrapServers(args[1])
                    .setGroupId(args[2])
                    .setTopics(Topics.LOGS_RAW)
                    .setProperty("isolation.level", "read_committed")
                    .setStartingOffsets(OffsetsInitializer.earliest())
                    .setValueOnlyDeserializer(new PeerEvent.Reader())
                    .build(),
                WatermarkStrategy.<PeerEvent>forBoundedOutOfOrderness(LATE)
                    .withTimestampAssigner((event, timestamp) -> event.millis)
                    .withIdleness(IDLE),
                "events")
            .uid("events");
    peer.define(events)
        .uid("find")
        .name("find")
        .sinkTo(
            KafkaSink.<PeerFinding>builder()
                .setBootstrapServers(args[1])
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(
                    KafkaRecordSerializationSchema.builder()
                        .setTopic(Topics.FINDINGS)
                        .setValueSerializationSchema(new PeerFinding.Writer())
                        .build())
                .build())
        .uid("findings")
        .name("findings");
    env.execute(peer.fileName());
  }
}
