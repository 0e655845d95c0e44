package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexNames;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.TopicReader;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ingest and index jobs on the real servers, for one test. What belongs to the test is told by
 * a service name of its own, which every line of the test has in its header.
 */
final class IngestFixture implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StackExtension stack;
  private final String service;
  private final String jar;
  private final List<String> jobs = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  IngestFixture(StackExtension stack) throws IOException {
    this.stack = stack;
    this.service = stack.unique("service");
    stack
        .kafka()
        .createTopics(
            Stream.concat(
                    Stream.of(
                            Topics.LOGS_RAW,
                            Topics.LOGS,
                            Topics.LOGS_DEAD,
                            Topics.CALLS,
                            Topics.FLOWS,
                            Topics.CHANGES)
                        .map(name -> TopicSpec.bounded(name, 4, 1 << 30)),
                    Stream.of(
                            Topics.CONTROL_REFERENCE,
                            Topics.CONTROL_RULES,
                            Topics.CONTROL_PATTERNS,
                            Topics.CONTROL_THRESHOLDS)
                        .map(name -> TopicSpec.compacted(name, 1)))
                .toList());
    jar = stack.flink().upload(Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath());
  }

  /** The name that all lines of this test are under. */
  String service() {
    return service;
  }

  String brokers() {
    return stack.kafka().bootstrapServers();
  }

  /** Starts the ingest job, from a checkpoint if one is given, and returns its id. */
  String startIngest(Optional<String> checkpoint, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "--brokers",
                    brokers(),
                    "--group",
                    "ingest-" + service,
                    "--transaction-prefix",
                    "ingest-" + service),
                Stream.of(more))
            .toArray(String[]::new);
    JobSubmission job = JobSubmission.of("io.logstream.jobs.IngestJob", 2, arguments);
    return run(
        checkpoint.map(path -> job.from(path, JobSubmission.ClaimMode.NO_CLAIM)).orElse(job));
  }

  /** Starts the index job and returns its id. */
  String startIndex() throws IOException {
    String node = stack.elasticsearch().uri().toString();
    new IndexTemplates(ElasticsearchConnection.to(node)).install();
    return run(
        JobSubmission.of(
            "io.logstream.jobs.IndexJob",
            2,
            "--brokers",
            brokers(),
            "--group",
            "index-" + service,
            "--elasticsearch",
            node));
  }

  private String run(JobSubmission submission) {
    String id = stack.flink().run(jar, submission);
    jobs.add(id);
    stack.flink().awaitRunning(id, START);
    return id;
  }

  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            120_000,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            64 << 20,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64 << 20,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            180_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A line of this test. */
  ProducerRecord<byte[], byte[]> line(String key, byte[] line) {
    ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(Topics.LOGS_RAW, line);
    sent.headers()
        .add(RawHeaders.KEY, key.getBytes(UTF_8))
        .add(RawHeaders.SERVICE, service.getBytes(UTF_8));
    return sent;
  }

  /** A record of a control topic, sent and acknowledged. */
  void control(String topic, String id, String row) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, id.getBytes(UTF_8), row == null ? null : row.getBytes(UTF_8)))
          .get();
    }
  }

  /** All committed records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEachCommitted(topic, records::add);
    return records;
  }

  private void forEachCommitted(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try (TopicReader reader = TopicReader.fromBeginning(brokers(), topic)) {
      reader.toTheEnd(taker);
    }
  }

  /** The events of this test that are committed in {@code logs}. */
  List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    forEachEvent(events::add);
    return events;
  }

  /** The ids of these, as often as they are there. */
  List<String> eventIds() {
    List<String> ids = new ArrayList<>();
    forEachEvent(event -> ids.add(event.at("/event/id").asText()));
    return ids;
  }

  private void forEachEvent(Consumer<JsonNode> taker) {
    forEachCommitted(
        Topics.LOGS,
        record -> {
          try {
            JsonNode event = JSON.readTree(record.value());
            if (event.at("/service/name").asText().equals(service)) {
              taker.accept(event);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** The dead letters of this test. */
  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return committed(Topics.LOGS_DEAD).stream()
        .filter(letter -> service.equals(header(letter, RawHeaders.SERVICE)))
        .toList();
  }

  /** A header as text; empty where the record lacks it. */
  static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    var header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  /** How many documents of this test the index has. */
  long indexed() throws Exception {
    JsonNode answer =
        search("{\"query\":{\"term\":{\"service.name\":\"" + service + "\"}}}", "_count");
    return answer.path("count").asLong();
  }

  /** The ids of this test's documents in the index. */
  List<String> indexedIds() throws Exception {
    List<String> ids = new ArrayList<>();
    String after = "";
    while (true) {
      String body =
          """
          {"size": 5000, "_source": false, "sort": [{"event.id": "asc"}],
           "query": {"term": {"service.name": "%s"}}%s}
          """
              .formatted(service, after);
      JsonNode hits = search(body, "_search").path("hits").path("hits");
      if (hits.isEmpty()) {
        return ids;
      }
      hits.forEach(hit -> ids.add(hit.path("_id").asText()));
      after = ", \"search_after\": " + hits.get(hits.size() - 1).path("sort");
    }
  }

  JsonNode search(String body, String what) throws Exception {
    URI uri =
        stack
            .elasticsearch()
            .uri()
            .resolve("/" + IndexNames.ALL + "/" + what + "?ignore_unavailable=true");
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(what + ": " + new String(answer.body(), UTF_8));
    }
    return JSON.readTree(answer.body());
  }

  /** How often a job was started again by Flink. */
  long restarts(String job) {
    return metric(job, "fullRestarts");
  }

  private long metric(String job, String name) {
    String path = "/jobs/" + job + "/metrics?get=" + name;
    return stack.flink().get(path).path(0).path("value").asLong(0);
  }

  @Override
  public void close() {
    for (String job : jobs) {
      if (!stack.flink().state(job).isFinal()) {
        stack.flink().cancel(job);
      }
    }
  }
}
