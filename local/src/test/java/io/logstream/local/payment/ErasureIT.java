package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexDocument;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A user who asks to be forgotten, on real servers: the state is gone from the job, from the
 * console and, once Kafka has compacted it, from the topic; the lines are gone from the index; the
 * ledger never had more than a number.
 */
@Tag("long")
class ErasureIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final String user = STACK.unique("erased");
  private final String other = neighbour();
  private PaymentTopics topics;
  private KafkaProducer<byte[], byte[]> producer;
  private URI console;

  @Test
  void aUserWhoAsksIsForgottenEverywhere() throws Exception {
    topics = new PaymentTopics(STACK.kafka());
    compactAtOnce(topics.brokers());
    String ledger =
        LedgerDatabase.create(STACK.postgresql(), STACK.unique("erasure").replace('-', '_'));
    ElasticsearchConnection elasticsearch =
        ElasticsearchConnection.to(STACK.elasticsearch().uri().toString());
    new IndexTemplates(elasticsearch).install();
    index("erasure-1", user);
    index("erasure-2", other);
    String name = STACK.unique("erasure");
    String job =
        STACK
            .flink()
            .run(
                STACK.flink().upload(Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath()),
                JobSubmission.of(
                    "io.logstream.jobs.PaymentJob",
                    1,
                    "--brokers",
                    topics.brokers(),
                    "--group",
                    name,
                    "--transaction-prefix",
                    name,
                    "--ledger",
                    ledger));
    try (KafkaProducer<byte[], byte[]> sending = producer(topics.brokers());
        Console api =
            new Console(ConsoleOptions.of(0, elasticsearch, STACK.kafka().bootstrapServers()))) {
      producer = sending;
      console = URI.create("http://127.0.0.1:" + api.port());
      topUp(user, "first", 500);
      topUp(other, "first", 700);
      await().atMost(LIMIT).until(() -> status("GET", user) == 200 && status("GET", other) == 200);
      assertThat(balance(user)).isEqualTo(500);

      assertThat(status("DELETE", user)).isEqualTo(202);
      await().atMost(LIMIT).until(() -> status("GET", user) == 404);
      assertThat(topics.states()).doesNotContainKey(user).containsKey(other);
      assertThat(lines(user)).isZero();
      assertThat(lines(other)).isEqualTo(1);

      // Compaction works on segments that are closed, which a neighbour's states do.
      await("the older states of the user to leave the topic")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                topUp(other, "more-" + System.nanoTime(), 1);
                return topics.read(Topics.USER_STATE).stream()
                    .noneMatch(
                        record ->
                            new String(record.key(), UTF_8).equals(user) && record.value() != null);
              });

      topUp(user, "after", 20);
      await().atMost(LIMIT).until(() -> status("GET", user) == 200);
      assertThat(balance(user)).as("of the user, who is a new one").isEqualTo(20);
      assertThat(accounts(ledger)).noneMatch(account -> account.contains(user));
    } finally {
      STACK.flink().cancel(job);
    }
  }

  /** A user whose records are in the partition of the one who is erased. */
  private String neighbour() {
    return Stream.generate(() -> STACK.unique("kept"))
        .filter(each -> PaymentTopics.partition(each) == PaymentTopics.partition(user))
        .findFirst()
        .orElseThrow();
  }

  /** As soon as Kafka can, which is some seconds. */
  private static void compactAtOnce(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      List<AlterConfigOp> settings =
          Map.of(
                  "cleanup.policy", "compact",
                  "segment.ms", "1000",
                  "min.cleanable.dirty.ratio", "0.001",
                  "max.compaction.lag.ms", "1000")
              .entrySet()
              .stream()
              .map(
                  setting ->
                      new AlterConfigOp(
                          new ConfigEntry(setting.getKey(), setting.getValue()),
                          AlterConfigOp.OpType.SET))
              .toList();
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, Topics.USER_STATE), settings))
          .all()
          .get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void topUp(String who, String key, long amount) throws Exception {
    long now = System.currentTimeMillis() * 1_000_000;
    Payment payment =
        new Payment(who + key, who + key, Payment.Kind.TOP_UP, who, "", "", amount, "EUR", now, 0);
    producer
        .send(
            new ProducerRecord<>(
                Topics.PAYMENTS, who.getBytes(UTF_8), new PaymentJson().write(payment)))
        .get();
  }

  private int status(String method, String who) throws Exception {
    return send(method, who).statusCode();
  }

  private long balance(String who) throws Exception {
    return JSON.readTree(send("GET", who).body()).path("balances").path("EUR").asLong();
  }

  private HttpResponse<String> send(String method, String who) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(console.resolve("/api/v1/users/" + who))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void index(String id, String who) throws Exception {
    String event =
        ("{\"@timestamp\":\"2026-03-10T12:00:00Z\",\"event\":{\"created\":\"2026-03-10T12:00:01Z\","
             + "\"dataset\":\"erasure\",\"id\":\"%s\"},\"user\":{\"name\":\"%s\"},\"message\":\"m\"}")
            .formatted(id, who);
    IndexDocument document = DocumentReader.read(event.getBytes(UTF_8), null, "it", 0);
    ask("PUT", "/%s/_doc/%s?refresh=true".formatted(document.index(), document.id()), event);
  }

  private static long lines(String who) throws Exception {
    String query = "{\"query\":{\"term\":{\"user.name\":\"%s\"}}}".formatted(who);
    return ask("POST", "/logstream-logs-*/_count", query).path("count").asLong();
  }

  private static JsonNode ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return JSON.readTree(answer.body());
  }

  private static List<String> accounts(String ledger) throws Exception {
    List<String> accounts = new java.util.ArrayList<>();
    try (Connection connection = DriverManager.getConnection(ledger);
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("select distinct account from ledger_entry")) {
      while (rows.next()) {
        accounts.add(rows.getString(1));
      }
    }
    return accounts;
  }
}
