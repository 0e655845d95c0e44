package io.logstream.console.results;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.region.Regions;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last state of every incident, alert and word of feedback: reads their topics from the
 * beginning, committed records alone, and goes on reading. Topics that come later are found.
 * Incidents and alerts of other regions are read from their mirrors; feedback is the same in all.
 */
final class ResultReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PARTITIONS_AGE = Duration.ofSeconds(15);
  private static final long PAUSE_AFTER_FAILURE_MS = 1_000;

  /** Results that are kept of one kind: a week of a busy site. */
  private static final int MOST = 10_000;

  private final Map<String, Board> boards =
      Map.of(
          Topics.INCIDENTS, new Board(MOST),
          Topics.ALERTS, new Board(MOST),
          Topics.FEEDBACK, new Board(2 * MOST));

  /** Topics that are read, and the board that each is for. */
  private final Map<String, String> kinds = new HashMap<>();

  private final List<BiConsumer<String, JsonNode>> listeners = new CopyOnWriteArrayList<>();
  private final String bootstrapServers;
  private final Thread reader = new Thread(this::run, "results");
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean closed;

  ResultReader(String bootstrapServers, List<String> peers) {
    this.bootstrapServers = bootstrapServers;
    boards.keySet().forEach(kind -> kinds.put(kind, kind));
    for (String peer : peers) {
      for (String kind : List.of(Topics.INCIDENTS, Topics.ALERTS)) {
        kinds.put(Regions.mirror(peer, kind), kind);
      }
    }
    reader.setDaemon(true);
    reader.start();
  }

  Board of(String topic) {
    return boards.get(topic);
  }

  /** Calls back with topic and state for each change; returns what ends that. */
  Runnable listen(BiConsumer<String, JsonNode> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
        read(consumer);
      } catch (KafkaException e) {
        LOG.warn("results: {}; it is tried again", e.getMessage());
        pause();
      }
    }
  }

  private void pause() {
    try {
      end.await(PAUSE_AFTER_FAILURE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private Map<String, Object> settings() {
    return KafkaSecurity.with(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class));
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    Set<TopicPartition> assigned = new HashSet<>();
    long looked = System.nanoTime() - PARTITIONS_AGE.toNanos();
    while (!closed) {
      if (System.nanoTime() - looked >= PARTITIONS_AGE.toNanos()) {
        looked = System.nanoTime();
        if (assigned.addAll(partitions(consumer))) {
          consumer.assign(assigned);
        }
      }
      if (assigned.isEmpty()) {
        throw new KafkaException("no topic of results is there yet");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
    }
  }

  private Set<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    Set<TopicPartition> found = new HashSet<>();
    consumer
        .listTopics()
        .forEach(
            (topic, infos) -> {
              if (kinds.containsKey(topic)) {
                infos.forEach(info -> found.add(new TopicPartition(topic, info.partition())));
              }
            });
    return found;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String kind = kinds.get(record.topic());
    if (record.value() == null) {
      if (record.key() != null) {
        boards.get(kind).put(new String(record.key(), UTF_8), Optional.empty());
      }
      return;
    }
    try {
      JsonNode state = JSON.readTree(record.value());
      String id = id(kind, state);
      if (!id.isEmpty()) {
        boards.get(kind).put(id, Optional.of(state));
        listeners.forEach(listener -> listener.accept(kind, state));
      }
    } catch (IOException e) {
      LOG.warn("{}-{}-{}: no JSON", record.topic(), record.partition(), record.offset());
    }
  }

  private static String id(String kind, JsonNode state) {
    return switch (kind) {
      case Topics.INCIDENTS -> state.at("/incident/id").asText();
      case Topics.FEEDBACK -> state.path("subject").asText();
      default -> state.path("id").asText();
    };
  }

  @Override
  public void close() {
    // Not interrupted: a consumer that is cannot say goodbye to the broker.
    closed = true;
    end.countDown();
  }
}
