package io.logstream.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Adds up what was received and what became of it, from the topics and the index themselves: each
 * line received is either in the index once or a dead letter.
 */
final class LineAccounts {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  LineAccounts(Stack stack) {
    this.stack = stack;
  }

  /**
   * The sums.
   *
   * @param received distinct lines: those sent again under the same idempotency key count once
   * @param indexed documents
   * @param dead letters
   * @param reasons dead letters by stage and reason
   */
  record Sums(long received, long indexed, long dead, Map<String, Integer> reasons) {

    boolean isBalanced() {
      return received == indexed + dead;
    }
  }

  Sums sums() {
    Set<String> received = new HashSet<>();
    read(Topics.LOGS_RAW, record -> received.add(identity(record)));
    Set<String> dead = new HashSet<>();
    Map<String, Integer> reasons = new TreeMap<>();
    read(
        Topics.LOGS_DEAD,
        record -> {
          String stage = header(record, DeadLetterHeaders.STAGE);
          String origin = header(record, DeadLetterHeaders.ORIGIN);
          String identity = origin.isEmpty() ? identity(record) : origin;
          if (dead.add(identity)) {
            reasons.merge(stage + " " + header(record, DeadLetterHeaders.REASON), 1, Integer::sum);
            if (stage.equals("collector")) {
              received.add(identity);
            }
          }
        });
    return new Sums(received.size(), documents(), dead.size(), reasons);
  }

  private static String identity(ConsumerRecord<byte[], byte[]> record) {
    String key = header(record, RawHeaders.KEY);
    return key.isEmpty() ? record.topic() + "-" + record.partition() + "-" + record.offset() : key;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Hands on all committed records of a topic, up to its end at this moment. */
  private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    Properties properties = new Properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(POLL).forEach(to);
      }
    }
  }

  private long documents() {
    try {
      send("POST", "/logstream-logs-*/_refresh");
      return JSON.readTree(send("GET", "/logstream-logs-*/_count")).path("count").asLong();
    } catch (IOException e) {
      throw new StackException("cannot count the documents: " + e.getMessage(), e);
    }
  }

  private String send(String method, String path) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(stack.elasticsearch().uri().resolve(path))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
