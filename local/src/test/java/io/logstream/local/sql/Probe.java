package io.logstream.local.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Sends a running job what tuning scripts are about, and behind it something that none of them is
 * about, by which it is known that all before has come out.
 */
abstract class Probe implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaConsumer<String, String> consumer;

  /** What the job writes to these topics. */
  Probe(String brokers, String... topics) {
    // Not committed yet, and so up to a checkpoint sooner: nothing here aborts a transaction.
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "isolation.level",
                "read_uncommitted",
                "enable.auto.commit",
                "false"),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** What becomes now of what is sent; two are equal unless the job does otherwise. */
  abstract String outcome();

  /** What was written until there was one that is the last, and what stood beside it then. */
  final List<ConsumerRecord<String, String>> readUntil(
      Predicate<ConsumerRecord<String, String>> isLast) {
    return readUntil(isLast, () -> {});
  }

  /**
   * The same.
   *
   * @param meanwhile is done while nothing comes
   */
  final List<ConsumerRecord<String, String>> readUntil(
      Predicate<ConsumerRecord<String, String>> isLast, Runnable meanwhile) {
    List<ConsumerRecord<String, String>> read = new ArrayList<>();
    Instant limit = Instant.now().plus(PATIENCE);
    while (read.stream().noneMatch(isLast)) {
      if (Instant.now().isAfter(limit)) {
        throw new AssertionError(
            "%s: what no script is about did not come out; what did: %s"
                .formatted(getClass().getSimpleName(), read));
      }
      int before = read.size();
      consumer.poll(Duration.ofMillis(50)).forEach(read::add);
      if (read.size() == before) {
        meanwhile.run();
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(consumer.assignment()));
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(50)).forEach(read::add);
    }
    return read;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
