package io.logstream.bench.rootcause;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.local.Home;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Stack;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A root-cause job that begins at the end of its topics, and what it tells from then on. */
final class RootCauseWatch implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Stack stack;
  private final String job;
  private final KafkaConsumer<byte[], byte[]> incidents;

  /**
   * A record of an incident.
   *
   * @param at when it could be read
   * @param cause the likeliest; empty where none is named
   */
  record Told(Instant at, String cause) {}

  private RootCauseWatch(Stack stack, String job, KafkaConsumer<byte[], byte[]> incidents) {
    this.stack = stack;
    this.job = job;
    this.incidents = incidents;
  }

  /**
   * Starts a job.
   *
   * @param name no other job's before it
   */
  static RootCauseWatch begin(Stack stack, String name) throws Exception {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      beginAtEnd(stack, consumer, name);
      List<TopicPartition> partitions = partitions(consumer, Topics.INCIDENTS);
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      String job =
          stack
              .flink()
              .run(
                  stack.flink().upload(Home.jobsJar()),
                  JobSubmission.of(
                      "io.logstream.jobs.RootCauseJob",
                      1,
                      "--brokers",
                      stack.kafka().bootstrapServers(),
                      "--group",
                      name,
                      "--transaction-prefix",
                      name));
      stack.flink().awaitRunning(job, START);
      return new RootCauseWatch(stack, job, consumer);
    } catch (Exception e) {
      consumer.close();
      throw e;
    }
  }

  private static void beginAtEnd(Stack stack, KafkaConsumer<?, ?> consumer, String group)
      throws Exception {
    List<TopicPartition> partitions =
        Stream.of(Topics.LOGS, Topics.CALLS, Topics.CHANGES)
            .flatMap(topic -> partitions(consumer, topic).stream())
            .toList();
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
    try (Admin admin = stack.kafka().admin()) {
      admin.alterConsumerGroupOffsets(group, ends).all().get();
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  /** What is told of incidents in the time from now. */
  List<Told> follow(Duration time) throws IOException {
    List<Told> told = new ArrayList<>();
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      for (ConsumerRecord<byte[], byte[]> record : incidents.poll(POLL)) {
        JsonNode causes = JSON.readTree(record.value()).path("root_causes");
        told.add(new Told(Instant.now(), causes.path(0).path("service").asText("")));
      }
    }
    return told;
  }

  @Override
  public void close() {
    incidents.close();
    stack.flink().cancel(job);
  }
}
