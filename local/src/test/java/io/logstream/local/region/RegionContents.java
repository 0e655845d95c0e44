package io.logstream.local.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.local.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * All that a region has, read without anything that is under test.
 *
 * @param events of topics of events, committed: id to the copies of the event, each as its hash
 * @param documents of the index: id to the hash of index and source
 * @param tables of keyed topics: the last value of each key
 */
public record RegionContents(
    Map<String, Set<String>> events,
    Map<String, String> documents,
    Map<String, Map<String, String>> tables) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String INDICES = "/logstream-logs-*";
  private static final int PAGE = 5_000;

  /** Reads it. */
  public static RegionContents of(
      String brokers, URI elasticsearch, List<String> events, List<String> keyed) throws Exception {
    Map<String, Set<String>> copies = new HashMap<>();
    for (String topic : events) {
      read(
          brokers,
          topic,
          record ->
              copies
                  .computeIfAbsent(id(record), id -> new TreeSet<>())
                  .add(hash(new String(record.value(), UTF_8))));
    }
    Map<String, Map<String, String>> tables = new TreeMap<>();
    for (String topic : keyed) {
      Map<String, String> table = new TreeMap<>();
      read(brokers, topic, record -> table.put(key(record), new String(record.value(), UTF_8)));
      tables.put(topic, table);
    }
    return new RegionContents(copies, documents(elasticsearch), tables);
  }

  /** The last values of a topic, by key. */
  public Map<String, String> last(String topic) {
    return tables.get(topic);
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value()).at("/event/id").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(
      String brokers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
      reader.toTheEnd(action);
    }
  }

  /** Appends a record as a program does that knows of no regions. */
  public static void append(String brokers, String topic, String key, String value)
      throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /** Appends a record in a transaction that is aborted, as a job does that fails. */
  public static void appendInVain(String brokers, String topic, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "transactional.id", "in-vain"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, value)).get();
      producer.abortTransaction();
    }
  }

  /** The documents of events in an index, as far as they can be found now. */
  public static long count(URI elasticsearch) throws Exception {
    return ask(elasticsearch, INDICES + "/_count?ignore_unavailable=true", "{}")
        .path("count")
        .asLong();
  }

  private static Map<String, String> documents(URI elasticsearch) throws Exception {
    Map<String, String> documents = new HashMap<>();
    String after = "";
    while (true) {
      String body = "{\"size\":%d,\"sort\":[{\"event.id\":\"asc\"}]%s}".formatted(PAGE, after);
      JsonNode hits = ask(elasticsearch, INDICES + "/_search", body).at("/hits/hits");
      if (hits.isEmpty()) {
        return documents;
      }
      for (JsonNode hit : hits) {
        String document = hit.path("_index").asText() + hit.path("_source");
        if (documents.put(hit.path("_id").asText(), hash(document)) != null) {
          throw new AssertionError("twice in the index: " + hit.path("_id"));
        }
      }
      after = ",\"search_after\":" + hits.get(hits.size() - 1).path("sort");
    }
  }

  private static JsonNode ask(URI elasticsearch, String path, String body) throws Exception {
    HttpResponse<byte[]> answer =
        HTTP.send(
            HttpRequest.newBuilder(elasticsearch.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + new String(answer.body(), UTF_8));
    }
    return JSON.readTree(answer.body());
  }

  private static String hash(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
