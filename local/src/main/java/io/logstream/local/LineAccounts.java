package io.logstream.local;

import static io.logstream.local.DeadLetters.header;
import static io.logstream.local.DeadLetters.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.route.EventIds;
import io.logstream.functions.search.IndexNames;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What became of the log records that were received from some moment to another, by comparing sets
 * of ids: each is in the index once or a dead letter. What comes later does not disturb the
 * account.
 *
 * <p>A line is one log record, but for those of formats that send several in a line.
 */
final class LineAccounts {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final int IDS_AT_ONCE = 5_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that refuse lines; others refuse rows and flows, which are no part of this account. */
  private static final Set<String> STAGES = Set.of("collector", "parse", "validate", "index");

  private final Stack stack;
  private final Instant from;
  private final LineNormalizer normalizer = new LineNormalizer(Formats.all());
  private final EventIds ids = new EventIds();
  private final HttpClient http = HttpClient.newHttpClient();

  /** The ids of what was received: those sent again under the same key count once. */
  private final Set<String> received = new HashSet<>();

  /** The places of the letters that were sent again: what became of them counts, not they. */
  private final Set<String> replayed = new HashSet<>();

  /** Opens the account of what was received from then to now. */
  LineAccounts(Stack stack, Instant from) {
    this.stack = stack;
    this.from = from;
    read(Topics.LOGS_RAW, this::addRecords);
    // What the collector itself refuses never is in the topic of lines.
    read(
        Topics.LOGS_DEAD,
        letter -> {
          if (header(letter, DeadLetterHeaders.STAGE).equals("collector")) {
            received.add(id(letter));
          }
        });
  }

  /**
   * The sums.
   *
   * @param received log records
   * @param indexed documents of these
   * @param dead letters of these
   * @param reasons dead letters by stage and reason
   */
  record Sums(long received, long indexed, long dead, Map<String, Integer> reasons) {

    boolean isBalanced() {
      return received == indexed + dead;
    }
  }

  /** What has become of them by now. */
  Sums sums() {
    Set<String> dead = new HashSet<>();
    Map<String, Integer> reasons = new TreeMap<>();
    read(
        Topics.LOGS_DEAD,
        letter -> {
          String stage = header(letter, DeadLetterHeaders.STAGE);
          String id = id(letter);
          boolean counts = STAGES.contains(stage) && !replayed.contains(place(letter));
          if (counts && received.contains(id) && dead.add(id)) {
            reasons.merge(stage + " " + header(letter, DeadLetterHeaders.REASON), 1, Integer::sum);
          }
        });
    return new Sums(received.size(), documents(), dead.size(), reasons);
  }

  /** Adds the id of each log record that a raw one holds. */
  private void addRecords(ConsumerRecord<byte[], byte[]> raw) {
    replayed.add(header(raw, RawHeaders.REPLAY_OF));
    int count;
    try {
      count = normalizer.split(raw.value()).size();
    } catch (ParseException e) {
      count = 1;
    }
    String id = id(raw);
    if (count == 1) {
      received.add(id);
    }
    for (int i = 0; count > 1 && i < count; i++) {
      received.add(EventIds.part(id, Integer.toString(i)));
    }
  }

  /** The id that the event of a raw record, or of a dead letter, has or would have. */
  private String id(ConsumerRecord<byte[], byte[]> record) {
    String key = header(record, RawHeaders.KEY);
    String origin = header(record, DeadLetterHeaders.ORIGIN);
    String id =
        ids.of(
            key.isEmpty() ? null : key,
            header(record, RawHeaders.REGION),
            origin.isEmpty() ? place(record) : origin);
    String part = header(record, RawHeaders.PART);
    return part.isEmpty() ? id : EventIds.part(id, part);
  }

  /** Hands on the committed records of a topic from the account's beginning up to now. */
  private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    Properties properties = KafkaSecurity.properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
      consumer
          .offsetsForTimes(times)
          .forEach(
              (partition, at) ->
                  consumer.seek(partition, at == null ? ends.get(partition) : at.offset()));
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(POLL).forEach(to);
      }
    }
  }

  /** How many documents have one of the ids: one in two indices counts twice. */
  private long documents() {
    try {
      send("POST", "/" + IndexNames.ALL + "/_refresh", "");
      long count = 0;
      List<String> all = List.copyOf(received);
      for (int i = 0; i < all.size(); i += IDS_AT_ONCE) {
        ObjectNode query = JSON.createObjectNode();
        ArrayNode values = query.putObject("query").putObject("ids").putArray("values");
        all.subList(i, Math.min(all.size(), i + IDS_AT_ONCE)).forEach(values::add);
        count +=
            send("POST", "/" + IndexNames.ALL + "/_count", query.toString()).get("count").asLong();
      }
      return count;
    } catch (IOException e) {
      throw new StackException("cannot count the documents: " + e.getMessage(), e);
    }
  }

  private JsonNode send(String method, String path, String body) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(stack.elasticsearch().uri().resolve(path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
