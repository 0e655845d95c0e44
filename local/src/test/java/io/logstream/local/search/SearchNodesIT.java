package io.logstream.local.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexNames;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.stack.ElasticsearchNode;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three Elasticsearch nodes under the index job, of which the master and then another is killed
 * with SIGKILL and started again while documents flow and the console is asked: what was
 * acknowledged is found, once, and no search fails.
 *
 * <p>{@code -Dlogstream.kills=3} kills each so often. With one node given to the console instead of
 * all three, searches fail while that one is down.
 */
@Tag("long")
class SearchNodesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int KILLS = Integer.getInteger("logstream.kills", 1);
  private static final int DOCUMENTS_A_SECOND = 200;
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static Stack stack;
  private static Console console;

  @BeforeAll
  static void start() throws IOException {
    stack =
        new Stack(
            StackOptions.forTests(
                    Files.createTempDirectory(Path.of("target").toAbsolutePath(), "search-nodes-"))
                .withSearchNodes(3));
    stack.start(
        Stream.of(List.of(stack.kafka()), stack.elasticsearchNodes(), stack.taskManagers())
            .flatMap(List::stream)
            .toList());
    stack
        .kafka()
        .createTopics(
            Stream.of(Topics.LOGS, Topics.LOGS_DEAD, Topics.CONTROL_RULES)
                .map(topic -> TopicSpec.retained(topic, 2, Duration.ofHours(1)))
                .toList());
    new IndexTemplates(connection()).install();
    stack
        .flink()
        .awaitRunning(
            stack
                .flink()
                .run(
                    stack
                        .flink()
                        .upload(Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath()),
                    JobSubmission.of(
                        "io.logstream.jobs.IndexJob",
                        2,
                        "--brokers",
                        stack.kafka().bootstrapServers(),
                        "--elasticsearch",
                        stack.elasticsearchAddresses())),
            LIMIT);
    console = new Console(ConsoleOptions.of(0, connection(), stack.kafka().bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
    }
    stack.delete();
  }

  private static ElasticsearchConnection connection() {
    return ElasticsearchConnection.to(stack.elasticsearchAddresses());
  }

  @Test
  void nothingIsLostAndNoSearchFailsWhenANodeIsKilled() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Set<String>> sending = CompletableFuture.supplyAsync(() -> send(isOver));
    await("the first documents").atMost(LIMIT).ignoreExceptions().until(() -> found() > 0);
    awaitGreen();
    CompletableFuture<Searches> searching = CompletableFuture.supplyAsync(() -> search(isOver));
    try {
      for (int i = 0; i < KILLS; i++) {
        killAndStart(master());
        killAndStart(another());
      }
    } finally {
      isOver.set(true);
    }
    Searches searches = searching.get();
    Set<String> sent = sending.get();
    await("all in the index")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> found() >= sent.size());

    System.out.printf(
        "search nodes: %d documents, %d searches, %d failed, worst pause %d ms%n",
        sent.size(), searches.asked, searches.failures.size(), searches.worstMillis);
    assertThat(new HashSet<>(ids())).isEqualTo(sent);
    assertThat(found()).as("documents").isEqualTo(sent.size());
    assertThat(searches.failures).isEmpty();
    assertThat(searches.asked).isGreaterThan(100);
    assertThat(isReplicated()).as("each shard on two nodes").isTrue();
  }

  private static Set<String> send(AtomicBoolean isOver) {
    Set<String> sent = new HashSet<>();
    List<Future<?>> acknowledged = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; !isOver.get(); i++) {
        String id = "n" + i;
        acknowledged.add(
            producer.send(new ProducerRecord<>(Topics.LOGS, event(id).getBytes(UTF_8))));
        sent.add(id);
        LockSupport.parkNanos(1_000_000_000L / DOCUMENTS_A_SECOND);
      }
      for (Future<?> each : acknowledged) {
        each.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException("a document was not acknowledged", e);
    }
    return sent;
  }

  private static String event(String id) {
    Instant now = Instant.now();
    return """
    {"@timestamp":"%s","event":{"created":"%s","dataset":"nodes","id":"%s"},\
    "service":{"name":"nodes"},"message":"document %s"}\
    """
        .formatted(now, now, id, id);
  }

  /** What came of the searches. */
  private static final class Searches {
    private final List<String> failures = new ArrayList<>();
    private int asked;
    private long worstMillis;
  }

  private static Searches search(AtomicBoolean isOver) {
    Searches searches = new Searches();
    URI uri = URI.create("http://127.0.0.1:" + console.port() + "/api/v1/search?size=1&q=document");
    while (!isOver.get()) {
      long begin = System.nanoTime();
      searches.asked++;
      try {
        HttpResponse<String> answer =
            HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200
            || JSON.readTree(answer.body()).at("/total/value").asLong() == 0) {
          searches.failures.add(answer.statusCode() + " " + answer.body());
        }
      } catch (IOException | InterruptedException e) {
        searches.failures.add("" + e);
      }
      searches.worstMillis =
          Math.max(searches.worstMillis, (System.nanoTime() - begin) / 1_000_000);
      LockSupport.parkNanos(BETWEEN_SEARCHES.toNanos());
    }
    return searches;
  }

  private static void killAndStart(ElasticsearchNode node) {
    node.kill();
    // The others notice, and find a master among them, before it comes back.
    await("two nodes without " + node.name())
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> health(survivorOf(node)).path("number_of_nodes").asInt() == 2);
    node.start();
    awaitGreen();
  }

  private static ElasticsearchNode survivorOf(ElasticsearchNode killed) {
    return stack.elasticsearchNodes().stream()
        .filter(node -> node != killed)
        .findFirst()
        .orElseThrow();
  }

  private static void awaitGreen() {
    await("three nodes, all shards twice")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode health = health(stack.elasticsearch());
              return health.path("number_of_nodes").asInt() == 3
                  && health.path("status").asText().equals("green");
            });
  }

  private static JsonNode health(ElasticsearchNode node) throws Exception {
    return get(node, "/_cluster/health?timeout=1s");
  }

  private static ElasticsearchNode master() throws Exception {
    String name = get(stack.elasticsearch(), "/_cat/master?format=json").at("/0/node").asText();
    return node(name);
  }

  private static ElasticsearchNode another() throws Exception {
    ElasticsearchNode master = master();
    return stack.elasticsearchNodes().stream()
        .filter(node -> node != master)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static ElasticsearchNode node(String name) {
    int number = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    return stack.elasticsearchNodes().get(number - 1);
  }

  private static boolean isReplicated() throws Exception {
    JsonNode shards =
        get(
            stack.elasticsearch(),
            "/_cat/shards/" + IndexNames.ALL + "?format=json&h=shard,prirep,state,node");
    Set<String> nodes = new HashSet<>();
    shards.forEach(shard -> nodes.add(shard.path("node").asText()));
    return shards.size() >= 2 && shards.size() % 2 == 0 && nodes.size() >= 2;
  }

  private static long found() throws Exception {
    return get(stack.elasticsearch(), "/" + IndexNames.ALL + "/_count?ignore_unavailable=true")
        .path("count")
        .asLong();
  }

  private static List<String> ids() throws Exception {
    List<String> ids = new ArrayList<>();
    String after = "";
    while (true) {
      String body =
          "{\"size\":5000,\"_source\":false,\"sort\":[{\"event.id\":\"asc\"}]%s}".formatted(after);
      JsonNode hits = post("/" + IndexNames.ALL + "/_search", body).at("/hits/hits");
      if (hits.isEmpty()) {
        return ids;
      }
      hits.forEach(hit -> ids.add(hit.path("_id").asText()));
      after = ",\"search_after\":" + hits.get(hits.size() - 1).path("sort");
    }
  }

  private static JsonNode get(ElasticsearchNode node, String path) throws Exception {
    return json(HttpRequest.newBuilder(node.uri().resolve(path)).build());
  }

  private static JsonNode post(String path, String body) throws Exception {
    return json(
        HttpRequest.newBuilder(stack.elasticsearch().uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static JsonNode json(HttpRequest request) throws Exception {
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
