package io.logstream.console.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.region.WindowedContents.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads single records by their places, to say of what differs which events it is. Remembers some.
 * Of one thread.
 */
final class RecordFinder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int REMEMBERED = 1_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, String> found =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  RecordFinder(String brokers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                64 << 10,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LIMIT.toMillis()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** The record's {@code event.id}, else its key, else its place; its place too if it is away. */
  String keyOf(String topic, Place place) {
    String name = name(topic, place);
    String known = found.get(name);
    if (known != null) {
      return known;
    }
    Optional<String> key = read(new TopicPartition(topic, place.partition()), place.offset());
    key.ifPresent(text -> found.put(name, text));
    return key.orElse(name);
  }

  /** A record's place, where nothing better is known. */
  static String name(String topic, Place place) {
    return topic + '-' + place.partition() + '-' + place.offset();
  }

  private Optional<String> read(TopicPartition partition, long offset) {
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LIMIT)) {
        return record.offset() == offset ? id(record) : Optional.empty();
      }
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> id(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      try {
        String id = JSON.readTree(record.value()).at("/event/id").asText("");
        if (!id.isEmpty()) {
          return Optional.of(id);
        }
      } catch (IOException e) {
        return key(record);
      }
    }
    return key(record);
  }

  private static Optional<String> key(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.key()).map(key -> new String(key, UTF_8));
  }
}
