package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

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

  /**
   * Creates the topics; what the input has of other tests is deleted, of the output passed over.
   */
  PaymentTopics(KafkaServer kafka) {
    brokers = kafka.bootstrapServers();
    kafka.createTopics(
        Stream.concat(INPUT.stream(), OUTPUT.stream())
            .map(name -> TopicSpec.retained(name, PARTITIONS, Duration.ofHours(2)))
            .toList());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        Admin admin = kafka.admin()) {
      Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
      for (String topic : INPUT) {
        consumer
            .endOffsets(partitions(consumer, topic))
            .forEach((partition, end) -> old.put(partition, RecordsToDelete.beforeOffset(end)));
      }
      admin.deleteRecords(old).all().toCompletionStage().toCompletableFuture().join();
      Stream.concat(INPUT.stream(), OUTPUT.stream())
          .forEach(topic -> mark.putAll(consumer.endOffsets(partitions(consumer, topic))));
    }
  }

  /** Where Kafka's clients put the records of a user. */
  static int partition(String user) {
    return Utils.toPositive(Utils.murmur2(user.getBytes(UTF_8))) % PARTITIONS;
  }

  String brokers() {
    return brokers;
  }

  /** The records of a topic that are not of other tests. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(topic, records::add);
    return records;
  }

  /** As {@link #read}, one at a time: there may be more than fit into memory. */
  void forEach(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try (Follower follower = follow(topic)) {
      follower.toTheEnd(action);
    }
  }

  void forEachDocument(String topic, Consumer<JsonNode> action) {
    forEach(topic, record -> action.accept(json(record.value())));
  }

  /** Reads a topic from its mark on, each call to the end that it then has. */
  Follower follow(String topic) {
    return new Follower(topic);
  }

  /** The last document of each user; none for a user whose last record is a tombstone. */
  Map<String, JsonNode> states() {
    Map<String, JsonNode> states = new TreeMap<>();
    forEach(
        Topics.USER_STATE,
        record -> {
          String user = new String(record.key(), UTF_8);
          if (record.value() == null) {
            states.remove(user);
          } else {
            states.put(user, json(record.value()));
          }
        });
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

  private static JsonNode json(byte[] document) {
    try {
      return JSON.readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final class Follower implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer = consumer();
    private final List<TopicPartition> partitions;
    private long count;

    private Follower(String topic) {
      partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, mark.get(partition)));
    }

    void toTheEnd(Consumer<ConsumerRecord<byte[], byte[]>> action) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          count++;
          action.accept(record);
        }
      }
    }

    /** How many committed records there are by now. */
    long count() {
      toTheEnd(record -> {});
      return count;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
