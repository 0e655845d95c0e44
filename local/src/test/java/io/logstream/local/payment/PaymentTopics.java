package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of payments as a test reads them: committed records, from a mark on. */
final class PaymentTopics {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 12;
  private static final List<String> INPUT =
      List.of(Topics.RIDES, Topics.PAYMENTS, Topics.USER_ERASURES);
  private static final List<String> OUTPUT =
      List.of(
          Topics.PAYMENTS_SETTLED, Topics.PAYMENTS_REFUSED, Topics.USER_STATE, Topics.LOGS_DEAD);

  private final String brokers;
  private final Map<TopicPartition, Long> mark = new HashMap<>();

  /** Creates the topics; what they already have from other tests is passed over. */
  PaymentTopics(KafkaServer kafka) {
    brokers = kafka.bootstrapServers();
    kafka.createTopics(
        Stream.concat(INPUT.stream(), OUTPUT.stream())
            .map(name -> TopicSpec.retained(name, PARTITIONS, Duration.ofHours(2)))
            .toList());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      OUTPUT.forEach(topic -> mark.putAll(consumer.endOffsets(partitions(consumer, topic))));
    }
  }

  String brokers() {
    return brokers;
  }

  /** All records of an input topic; those of an output topic since the mark. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, mark.getOrDefault(partition, 0L)));
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  List<JsonNode> documents(String topic) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
      documents.add(JSON.readTree(record.value()));
    }
    return documents;
  }

  /** How many records there are, committed, since the mark. */
  long count(String topic) {
    return read(topic).size();
  }

  /** The last document of each user; none for a user whose last record is a tombstone. */
  Map<String, JsonNode> states() throws IOException {
    Map<String, JsonNode> states = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(Topics.USER_STATE)) {
      String user = new String(record.key(), UTF_8);
      if (record.value() == null) {
        states.remove(user);
      } else {
        states.put(user, JSON.readTree(record.value()));
      }
    }
    return states;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }
}
