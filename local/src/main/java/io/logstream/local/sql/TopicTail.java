package io.logstream.local.sql;

import io.logstream.functions.event.KafkaSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands last in topics, as of now. */
final class TopicTail {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicTail() {}

  /** A consumer of committed records, of no group. */
  static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
    return new KafkaConsumer<>(
        KafkaSecurity.with(
            Map.of(
                "bootstrap.servers",
                brokers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /**
   * The last committed records of each partition, by topic, partition and offset.
   *
   * @param most of each partition
   */
  static List<ConsumerRecord<byte[], byte[]>> of(String brokers, List<String> topics, long most) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers)) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, Math.max(first.get(partition), ends.get(partition) - most));
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(records::add);
      }
      records.sort(
          Comparator.<ConsumerRecord<byte[], byte[]>, String>comparing(ConsumerRecord::topic)
              .thenComparing(ConsumerRecord::partition)
              .thenComparing(ConsumerRecord::offset));
      return records;
    }
  }
}
