package io.logstream.console.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.MapWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Reads the map, its events and the assessments of changes from their topics, from the beginning,
 * and keeps them; a broker that is away is asked again.
 */
final class MapReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MapReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PARTITIONS_AGE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;
  private static final int MOST_EVENTS = 500;
  private static final int MOST_CHANGES = 200;

  private static final List<String> TOPICS =
      List.of(Topics.DEPENDENCIES, Topics.DEPENDENCY_EVENTS, Topics.CHANGE_IMPACT);

  private final String bootstrapServers;
  private final ServiceMap map;
  private final Deque<JsonNode> events = new ArrayDeque<>();
  private final Map<String, JsonNode> changes = new LinkedHashMap<>();
  private final Object change = new Object();
  private final Thread reader = new Thread(this::run, "service-map");
  private volatile boolean closed;

  MapReader(String bootstrapServers, ServiceMap map) {
    this.bootstrapServers = bootstrapServers;
    this.map = map;
    reader.setDaemon(true);
    reader.start();
  }

  /** What changed on the map, the newest first. */
  List<JsonNode> events() {
    synchronized (events) {
      List<JsonNode> newest = new ArrayList<>(events);
      Collections.reverse(newest);
      return newest;
    }
  }

  /** The assessments of changes in their last state, the newest first. */
  List<JsonNode> changes() {
    synchronized (changes) {
      List<JsonNode> newest = new ArrayList<>(changes.values());
      Collections.reverse(newest);
      return newest;
    }
  }

  private void run() {
    while (!closed) {
      try {
        read();
      } catch (KafkaException e) {
        LOG.warn("service map: {}", e.getMessage());
        pause();
      }
    }
  }

  private void pause() {
    synchronized (change) {
      try {
        change.wait(PAUSE_AFTER_FAILURE_MILLIS);
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private void read() {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      long assigned = assign(consumer);
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        if (System.nanoTime() - assigned > PARTITIONS_AGE_NANOS) {
          assigned = assign(consumer);
        }
      }
    }
  }

  /** Those that it has go on where they are, new ones from their beginning. */
  private static long assign(Consumer<byte[], byte[]> consumer) {
    Set<TopicPartition> known = consumer.assignment();
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : TOPICS) {
      consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(info.topic(), info.partition()))
          .forEach(all::add);
    }
    List<TopicPartition> added =
        all.stream().filter(partition -> !known.contains(partition)).toList();
    if (!added.isEmpty()) {
      consumer.assign(all);
      consumer.seekToBeginning(added);
    }
    return System.nanoTime();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      switch (record.topic()) {
        case Topics.DEPENDENCIES -> takeEdge(record);
        case Topics.DEPENDENCY_EVENTS -> takeEvent(JSON.readTree(record.value()));
        default -> takeChange(key(record), JSON.readTree(record.value()));
      }
    } catch (IOException | IllegalArgumentException e) {
      // The jobs write what the schemas say: something else was written by hand.
      LOG.warn("{}-{}: {}", record.topic(), record.offset(), e.getMessage());
    }
  }

  private void takeEdge(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String key = key(record);
    int at = key.lastIndexOf('@');
    MapWindow window =
        MapWindow.named(key.substring(at + 1))
            .orElseThrow(() -> new IOException("expected a key caller→callee@window"));
    String edge = key.substring(0, at);
    if (record.value() == null) {
      map.remove(window, edge);
    } else {
      map.put(window, edge, DependencyJson.read(record.value()));
    }
  }

  private void takeEvent(JsonNode event) {
    synchronized (events) {
      events.add(event);
      if (events.size() > MOST_EVENTS) {
        events.poll();
      }
    }
  }

  private void takeChange(String id, JsonNode assessment) {
    synchronized (changes) {
      changes.remove(id);
      changes.put(id, assessment);
      if (changes.size() > MOST_CHANGES) {
        changes.remove(changes.keySet().iterator().next());
      }
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            10_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    closed = true;
    synchronized (change) {
      change.notifyAll();
    }
    try {
      reader.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
