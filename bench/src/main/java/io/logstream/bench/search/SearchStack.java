package io.logstream.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.local.Home;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Servers of its own for one benchmark of the search, and the index job on them. */
final class SearchStack implements AutoCloseable {

  private static final int PARTITIONS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Stack stack;

  private SearchStack(Stack stack) {
    this.stack = stack;
  }

  /** The index alone. */
  static SearchStack indexOnly() throws IOException {
    Stack stack = create();
    stack.start(List.of(stack.elasticsearch()));
    return new SearchStack(stack);
  }

  /** Kafka, Flink and the index. */
  static SearchStack whole() throws IOException {
    Stack stack = create();
    stack.start(
        Stream.concat(
                Stream.of(stack.kafka(), stack.elasticsearch()), stack.taskManagers().stream())
            .toList());
    stack
        .kafka()
        .createTopics(
            Stream.of(Topics.LOGS, Topics.LOGS_DEAD, Topics.CONTROL_RULES)
                .map(topic -> TopicSpec.retained(topic, PARTITIONS, Duration.ofDays(1)))
                .toList());
    return new SearchStack(stack);
  }

  private static Stack create() throws IOException {
    return new Stack(
        StackOptions.in(Files.createTempDirectory("logstream-bench-")).withPorts(Ports.free()));
  }

  ElasticsearchConnection elasticsearch() {
    return ElasticsearchConnection.to(stack.elasticsearch().uri().toString());
  }

  KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            stack.kafka().bootstrapServers(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            lingerMillis,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Starts the index job; returns its id. */
  String startIndexJob(String jar, String group) {
    String id =
        stack
            .flink()
            .run(
                jar,
                JobSubmission.of(
                    "io.logstream.jobs.IndexJob",
                    PARTITIONS,
                    "--brokers",
                    stack.kafka().bootstrapServers(),
                    "--group",
                    group,
                    "--elasticsearch",
                    stack.elasticsearch().uri().toString()));
    stack.flink().awaitRunning(id, Duration.ofMinutes(2));
    return id;
  }

  String upload() {
    return stack.flink().upload(Home.jobsJar());
  }

  void cancel(String job) {
    stack.flink().cancel(job);
  }

  /** Documents that the indices of that pattern took, searchable or not. */
  long indexed(String pattern) throws IOException, InterruptedException {
    return call("GET", "/" + pattern + "/_stats/indexing?ignore_unavailable=true", "")
        .at("/_all/primaries/indexing/index_total")
        .asLong();
  }

  /** Asks Elasticsearch. */
  JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
    URI uri = stack.elasticsearch().uri().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    stack.delete();
  }
}
