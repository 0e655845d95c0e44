package io.logstream.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic, each time up to the end that it then has. What tests hold
 * the system against is read by this and by nothing of the system.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private long count;

  private TopicReader(String brokers, String topic) {
    consumer = consumer(brokers);
    partitions = partitions(consumer, topic);
    consumer.assign(partitions);
  }

  /** A reader at the beginning of a topic. */
  public static TopicReader fromBeginning(String brokers, String topic) {
    TopicReader reader = new TopicReader(brokers, topic);
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /** A reader at these offsets, of which there may be some of other topics. */
  public static TopicReader from(String brokers, String topic, Map<TopicPartition, Long> offsets) {
    TopicReader reader = new TopicReader(brokers, topic);
    reader.partitions.forEach(partition -> reader.consumer.seek(partition, offsets.get(partition)));
    return reader;
  }

  /** Where topics end now. */
  public static Map<TopicPartition, Long> ends(String brokers, List<String> topics) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers)) {
      return consumer.endOffsets(
          topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList());
    }
  }

  /** Hands on what came since the last call, one at a time: it may be more than memory holds. */
  public void toTheEnd(Consumer<ConsumerRecord<byte[], byte[]>> action) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        count++;
        action.accept(record);
      }
    }
  }

  /** How many records there are by now, those read before included. */
  public long count() {
    toTheEnd(record -> {});
    return count;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
