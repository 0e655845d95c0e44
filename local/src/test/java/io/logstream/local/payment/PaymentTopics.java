package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.local.TopicReader;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
  private static final List<String> ALL = Stream.concat(INPUT.stream(), OUTPUT.stream()).toList();

  private final String brokers;
  private final Map<TopicPartition, Long> mark;

  /**
   * Creates the topics; what the input has of other tests is deleted, of the output passed over.
   */
  PaymentTopics(KafkaServer kafka) {
    brokers = kafka.bootstrapServers();
    kafka.createTopics(
        ALL.stream()
            .map(name -> TopicSpec.retained(name, PARTITIONS, Duration.ofHours(2)))
            .toList());
    try (Admin admin = kafka.admin()) {
      Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
      TopicReader.ends(brokers, INPUT)
          .forEach((partition, end) -> old.put(partition, RecordsToDelete.beforeOffset(end)));
      admin.deleteRecords(old).all().toCompletionStage().toCompletableFuture().join();
    }
    mark = TopicReader.ends(brokers, ALL);
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
    try (TopicReader reader = reader(topic)) {
      reader.toTheEnd(action);
    }
  }

  void forEachDocument(String topic, Consumer<JsonNode> action) {
    forEach(topic, record -> action.accept(json(record.value())));
  }

  /** A reader of what {@link #read} gives. */
  TopicReader reader(String topic) {
    return TopicReader.from(brokers, topic, mark);
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

  private static JsonNode json(byte[] document) {
    try {
      return JSON.readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
