package io.logstream.console.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.TopicFollower;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.MapWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the map, its events and the assessments of changes from their topics, from the beginning,
 * and keeps them; a broker that is away is asked again.
 */
final class MapReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MapReader.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_EVENTS = 500;
  private static final int MOST_CHANGES = 200;

  private final ServiceMap map;
  private final Deque<JsonNode> events = new ArrayDeque<>();
  private final Map<String, JsonNode> changes = new LinkedHashMap<>();
  private final List<TopicFollower> followers;

  MapReader(String bootstrapServers, ServiceMap map) {
    this.map = map;
    followers =
        List.of(
            follower(bootstrapServers, Topics.DEPENDENCIES, () -> {}, this::takeEdge),
            follower(
                bootstrapServers, Topics.DEPENDENCY_EVENTS, this::forgetEvents, this::takeEvent),
            follower(bootstrapServers, Topics.CHANGE_IMPACT, () -> {}, this::takeChange));
    followers.forEach(TopicFollower::start);
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

  private TopicFollower follower(
      String bootstrapServers, String topic, Runnable begin, Taking taking) {
    return new TopicFollower(
        bootstrapServers,
        topic,
        new TopicFollower.Reader() {
          @Override
          public void seek(
              KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
            begin.run();
            consumer.seekToBeginning(partitions);
          }

          @Override
          public String lost() {
            return "earliest";
          }

          @Override
          public void take(ConsumerRecord<byte[], byte[]> record) {
            try {
              taking.take(record);
            } catch (IOException | IllegalArgumentException e) {
              // The jobs write what the schemas say: something else was written by hand.
              LOG.warn("{}-{}: {}", record.topic(), record.offset(), e.getMessage());
            }
          }
        });
  }

  /** What is done with a record of one topic. */
  @FunctionalInterface
  private interface Taking {
    void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
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

  private void forgetEvents() {
    synchronized (events) {
      events.clear();
    }
  }

  private void takeEvent(ConsumerRecord<byte[], byte[]> record) throws IOException {
    JsonNode event = JSON.readTree(record.value());
    synchronized (events) {
      events.add(event);
      if (events.size() > MOST_EVENTS) {
        events.poll();
      }
    }
  }

  private void takeChange(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String id = key(record);
    JsonNode assessment = JSON.readTree(record.value());
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

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
  }
}
