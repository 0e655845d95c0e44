package io.logstream.local.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.console.query.LineMatcher;
import io.logstream.console.query.QueryParser;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexDocument;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's API over a real index and a real broker. */
class ConsoleIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Events of one minute; the ids are their places. */
  private static final List<String> EVENTS =
      List.of(
          event(
              0,
              "info",
              "checkout",
              "order 10-4711 placed by user u77",
              "\"trace\":{\"id\":\"t1\"}"),
          event(
              1,
              "error",
              "payment",
              "com.shop.pay.PaymentService timed out after 3000 ms at 10.0.0.12:8080",
              "\"trace\":{\"id\":\"t1\"},\"error\":{\"type\":\"java.net.SocketTimeoutException\","
                  + "\"stack_trace\":\"at com.shop.pay.Gateway.charge(Gateway.java:87)\"}"),
          event(
              2,
              "warn",
              "payment",
              "retrying checkout_id 42, attempt 2",
              "\"tags\":[\"slow\",\"retry\"]"),
          event(
              3,
              "info",
              "gateway",
              "GET /api/products 200",
              "\"http\":{\"response\":{\"status_code\":200}},\"source\":{\"ip\":\"10.20.30.40\"},"
                  + "\"url\":{\"path\":\"/api/products\"}"),
          event(
              4,
              "error",
              "gateway",
              "GET /api/cart 503",
              "\"http\":{\"response\":{\"status_code\":503}},\"source\":{\"ip\":\"192.168.1.5\"},"
                  + "\"url\":{\"path\":\"/api/cart\"}"),
          event(
              5,
              "debug",
              "cart",
              "mail to orders@example.net about ORA-00942",
              "\"json\":{\"order\":{\"id\":4711,\"items\":[{\"sku\":\"A-1\"},{\"sku\":\"B-2\"}]}}"),
          event(
              6,
              "info",
              "cart",
              "Payment of the timed order is out",
              "\"tls\":{\"established\":true}"));

  private static Console console;

  private static String event(int n, String level, String service, String message, String more) {
    return ("{\"@timestamp\":\"2026-03-10T12:00:0%d.00000%dZ\",\"event\":{\"created\":"
                + "\"2026-03-10T12:00:09Z\",\"dataset\":\"console-it\",\"id\":\"it-%d\"},"
                + "\"log\":{\"level\":\"%s\"},\"host\":{\"name\":\"%s-1\"},\"service\":{\"name\":\"%s\"},"
                + "\"message\":\"%s\",%s}")
        .formatted(n, n, n, level, service, service, message, more);
  }

  @BeforeAll
  static void indexTheEvents() throws IOException, InterruptedException {
    ElasticsearchConnection elasticsearch =
        ElasticsearchConnection.to(STACK.elasticsearch().uri().toString());
    new IndexTemplates(elasticsearch).install();
    StringBuilder bulk = new StringBuilder();
    for (String event : EVENTS) {
      IndexDocument document = DocumentReader.read(event.getBytes(UTF_8), null, "it", 0);
      bulk.append(
          "{\"index\":{\"_index\":\"%s\",\"_id\":\"%s\"}}%n%s%n"
              .formatted(document.index(), document.id(), event));
    }
    HttpRequest request =
        HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve("/_bulk?refresh=true"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(bulk.toString()))
            .build();
    String answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(JSON.readTree(answer).path("errors").asBoolean(true)).as(answer).isFalse();
    if (!STACK.kafka().topics().contains(Topics.LOGS)) {
      STACK.kafka().createTopics(List.of(TopicSpec.retained(Topics.LOGS, 2, Duration.ofHours(1))));
    }
    console = new Console(ConsoleOptions.of(0, elasticsearch, STACK.kafka().bootstrapServers()));
  }

  @AfterAll
  static void end() {
    if (console != null) {
      console.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "timed",
        "timed out",
        "\"timed out\"",
        "payment",
        "PaymentService",
        "com.shop",
        "shop.PaymentService",
        "10.0.0.12",
        "10.0.0",
        "SocketTimeoutException",
        "Gateway.java",
        "retr*",
        "ch*ut_id",
        "checkout",
        "checkout_id",
        "orders@example.net",
        "ORA-00942",
        "00942",
        "example.net",
        "level:ERROR",
        "level:(error OR warn)",
        "-level:info",
        "service:pay*",
        "service:?art",
        "status:>=500",
        "status:[200 TO 503}",
        "source.ip:10.0.0.0/8",
        "source.ip:192.168.1.5",
        "tags:slow",
        "tags:(slow AND retry)",
        "tls.established:true",
        "json.order.id:4711",
        "json.order.items.sku:B-2",
        "json.order.items.sku:B*",
        "json.order.items.sku:*",
        "trace:*",
        "NOT trace:*",
        "message:\"order placed\"",
        "message:\"placed by\"",
        "url.path:/api/*",
        "url.path:/api/cart",
        "@timestamp:>2026-03-10T12:00:04Z",
        "@timestamp:[2026-03-10T12:00:01.000001Z TO 2026-03-10T12:00:02.000002Z}",
        "error timed OR refund",
        "4711 level:info",
        "source.ip:[10.0.0.0 TO 10.255.255.255]",
      })
  void theLiveTailAndTheIndexFindTheSameLines(String query) throws Exception {
    LineMatcher matcher = new LineMatcher(QueryParser.parse(query));
    TreeSet<String> matched = new TreeSet<>();
    for (String event : EVENTS) {
      JsonNode json = JSON.readTree(event);
      if (matcher.test(json)) {
        matched.add(json.at("/event/id").asText());
      }
    }

    assertThat(new TreeSet<>(ids(search(Map.of("q", query))))).isEqualTo(matched);
  }

  @Test
  void pagesFollowEachOtherWithoutAGapOrARepeat() throws Exception {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = search(Map.of("size", "3", "cursor", cursor));
      seen.addAll(ids(page));
      cursor = page.path("cursor").asText("");
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactly("it-6", "it-5", "it-4", "it-3", "it-2", "it-1", "it-0");
  }

  @Test
  void hitsAreMarked() throws Exception {
    JsonNode page = search(Map.of("q", "retrying"));

    assertThat(page.at("/hits/0/highlight/message/0").asText())
        .isEqualTo("\ue000retrying\ue001 checkout_id 42, attempt 2");
  }

  @Test
  void aWrongQueryIsRefusedWithThePlace() throws Exception {
    HttpResponse<String> answer = get("/api/v1/search?q=" + encoded("level:error AND ("));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = JSON.readTree(answer.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("query_syntax");
    assertThat(error.path("position").asInt()).isEqualTo(17);
  }

  @Test
  void countsOverTimeAndByValue() throws Exception {
    JsonNode histogram = json("/api/v1/histogram?by=level&buckets=10&" + RANGE);
    assertThat(histogram.path("total").asInt()).isEqualTo(EVENTS.size());

    JsonNode terms = json("/api/v1/terms?field=log.level&field=service.name&" + RANGE);
    assertThat(terms.at("/fields/log.level/values/0/value").asText()).isEqualTo("info");
    assertThat(terms.at("/fields/log.level/values/0/count").asInt()).isEqualTo(3);

    JsonNode values = json("/api/v1/values?field=service&prefix=PA&" + RANGE);
    assertThat(values.path("values")).hasSize(1);
  }

  @Test
  void theTraceAndTheContextOfALine() throws Exception {
    assertThat(ids(json("/api/v1/traces/t1"))).containsExactly("it-0", "it-1");

    JsonNode context = json("/api/v1/context?id=it-2&before=5&after=5");
    assertThat(context.at("/before/0/id").asText()).isEqualTo("it-1");
    assertThat(context.path("after")).isEmpty();
  }

  @Test
  void anExportHasEveryLineOnceAndOldestFirst() throws Exception {
    HttpResponse<String> export = get("/api/v1/export?" + RANGE);

    List<String> ids = new ArrayList<>();
    for (String line : export.body().split("\n")) {
      ids.add(JSON.readTree(line).at("/event/id").asText());
    }
    assertThat(ids).containsExactly("it-0", "it-1", "it-2", "it-3", "it-4", "it-5", "it-6");
  }

  @Test
  void aSavedSearchIsFoundAgain() throws Exception {
    URI uri = uri("/api/v1/saved-searches/" + encoded("errors of today").replace("+", "%20"));
    HttpRequest put =
        HttpRequest.newBuilder(uri)
            .PUT(HttpRequest.BodyPublishers.ofString("{\"q\":\"level:error\",\"from\":\"now-1d\"}"))
            .build();
    assertThat(HTTP.send(put, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    assertThat(json("/api/v1/saved-searches").at("/searches/0/name").asText())
        .isEqualTo("errors of today");
  }

  @Test
  void aLineIsInTheLiveTailWithoutBeingInTheIndex() throws Exception {
    HttpResponse<InputStream> tail =
        HTTP.send(
            HttpRequest.newBuilder(uri("/api/v1/tail?q=" + encoded("livetail level:error")))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = tail.body();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(in));
      // The tail begins at the topic's end once it is there, which nobody can see from outside.
      for (int i = 0; !line.isDone() && i < LIMIT.toSeconds() * 10; i++) {
        producer.send(
            new ProducerRecord<>(
                Topics.LOGS,
                "{\"event\":{\"id\":\"%d\"},\"log\":{\"level\":\"%s\"},\"message\":\"a livetail line\"}"
                    .formatted(i, i % 2 == 0 ? "info" : "error")
                    .getBytes(UTF_8)));
        producer.flush();
        await(line);
      }
      JsonNode events = JSON.readTree(line.get(1, TimeUnit.SECONDS));
      assertThat(events).isNotEmpty();
      assertThat(events)
          .allSatisfy(event -> assertThat(event.at("/log/level").asText()).isEqualTo("error"));
    }
  }

  private static void await(CompletableFuture<String> line) throws Exception {
    try {
      line.get(100, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      // Sent again.
    }
  }

  private static String firstLine(InputStream in) {
    Iterator<String> lines =
        new java.io.BufferedReader(new java.io.InputStreamReader(in, UTF_8)).lines().iterator();
    boolean next = false;
    while (lines.hasNext()) {
      String line = lines.next();
      if (next && line.startsWith("data:")) {
        return line.substring("data:".length());
      }
      next |= line.equals("event: lines");
    }
    throw new IllegalStateException("the tail ended");
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, STACK.kafka().bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Test
  void thePagesAreServed() throws Exception {
    for (String path :
        List.of(
            "/search/",
            "/search/search.js",
            "/shell/shell.js",
            "/docs/",
            "/lib/echarts/echarts.esm.min.js",
            "/lib/uplot/uPlot.esm.js",
            "/lib/swagger-ui/swagger-ui.css",
            "/api/v1/openapi.yaml")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get("/lib/echarts/..%2f..%2fpackage.json").statusCode()).isGreaterThanOrEqualTo(400);
  }

  // --- asking ---

  private static final String RANGE =
      "from=2026-03-10T12:00:00Z&to=2026-03-10T12:00:10Z&filter=dataset:console-it";

  private static JsonNode search(Map<String, String> parameters) throws Exception {
    StringBuilder path = new StringBuilder("/api/v1/search?" + RANGE);
    parameters.forEach(
        (name, value) -> path.append("&").append(name).append("=").append(encoded(value)));
    return json(path.toString());
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.path("shards_failed").asInt()).isZero();
    return json;
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + console.port() + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static List<String> ids(JsonNode page) {
    Stream<JsonNode> hits =
        StreamSupport.stream(((ArrayNode) page.path("hits")).spliterator(), false);
    return hits.map(hit -> hit.path("id").asText()).toList();
  }
}
