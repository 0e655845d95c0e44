package io.logstream.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseException;
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
 * log record received is either in the index once or a dead letter. A line is one log record, but
 * for those of formats that send several in a line, which are counted by splitting the raw record.
 */
final class LineAccounts {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that refuse lines; others refuse rows and flows, which are no part of this account. */
  private static final Set<String> STAGES = Set.of("collector", "parse", "validate", "index");

  private final Stack stack;
  private final LineNormalizer normalizer = new LineNormalizer(Formats.all());
  private final HttpClient http = HttpClient.newHttpClient();

  LineAccounts(Stack stack) {
    this.stack = stack;
  }

  /**
   * The sums.
   *
   * @param received distinct log records: those sent again under the same idempotency key count
   *     once
   * @param indexed documents
   * @param dead letters, without those sent again
   * @param reasons dead letters by stage and reason
   */
  record Sums(long received, long indexed, long dead, Map<String, Integer> reasons) {

    boolean isBalanced() {
      return received == indexed + dead;
    }
  }

  Sums sums() {
    Set<String> received = new HashSet<>();
    Set<String> replayed = new HashSet<>();
    read(
        Topics.LOGS_RAW,
        record -> {
          addRecords(record, received);
          replayed.add(header(record, RawHeaders.REPLAY_OF));
        });
    Set<String> dead = new HashSet<>();
    Map<String, Integer> reasons = new TreeMap<>();
    read(
        Topics.LOGS_DEAD,
        record -> {
          String stage = header(record, DeadLetterHeaders.STAGE);
          if (!STAGES.contains(stage)) {
            return;
          }
          String identity = part(identity(record), record);
          if (!replayed.contains(place(record)) && dead.add(identity)) {
            reasons.merge(stage + " " + header(record, DeadLetterHeaders.REASON), 1, Integer::sum);
          }
          if (stage.equals("collector")) {
            received.add(identity);
          }
        });
    return new Sums(received.size(), documents(), dead.size(), reasons);
  }

  /** The identity of each log record that a raw one holds. */
  private void addRecords(ConsumerRecord<byte[], byte[]> record, Set<String> to) {
    String identity = part(identity(record), record);
    int count;
    try {
      count = normalizer.split(record.value()).size();
    } catch (ParseException e) {
      count = 1;
    }
    if (count == 1) {
      to.add(identity);
    }
    for (int i = 0; count > 1 && i < count; i++) {
      to.add(identity + "." + i);
    }
  }

  private static String part(String identity, ConsumerRecord<byte[], byte[]> record) {
    String part = header(record, RawHeaders.PART);
    return part.isEmpty() ? identity : identity + "." + part;
  }

  /** The sender's key, else the place in the topic of raw records. */
  private static String identity(ConsumerRecord<byte[], byte[]> record) {
    String key = header(record, RawHeaders.KEY);
    String origin = header(record, DeadLetterHeaders.ORIGIN);
    return !key.isEmpty() ? key : !origin.isEmpty() ? origin : place(record);
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "-" + record.offset();
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
