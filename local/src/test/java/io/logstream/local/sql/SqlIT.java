package io.logstream.local.sql;

import static io.logstream.local.sql.SqlFixture.PARTITIONS;
import static io.logstream.local.sql.SqlFixture.PATIENCE;
import static io.logstream.local.sql.SqlFixture.SQL;
import static io.logstream.local.sql.SqlFixture.files;
import static io.logstream.local.sql.SqlFixture.name;
import static io.logstream.local.sql.SqlFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.functions.threat.AlertJson;
import io.logstream.functions.threat.Severity;
import io.logstream.local.payment.LedgerDatabase;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every file of {@code sql/} on a real gateway, cluster and broker, over ten minutes of a shop
 * whose answers are known by counting ({@link SqlData}). The answers expected stand beside this
 * test, a file a query; times in them are counted from the data's first minute.
 *
 * <p>Other tests write to topics of the same names, so the tables read topics with a prefix.
 */
@TestMethodOrder(OrderAnnotation.class)
@Tag("long")
class SqlIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final Path ANSWERS = Path.of("src/test/resources/io/logstream/local/sql/answers");
  private static final Pattern TIME =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?");
  private static final String ALERT_KIND = "sql-password-guessing";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String prefix;
  private static SqlFixture sql;
  private static SqlData data;

  @BeforeAll
  static void sendTheData() throws Exception {
    prefix = STACK.unique("sql") + "-";
    sql =
        new SqlFixture(
            STACK,
            prefix,
            ledger(),
            Topics.DEPENDENCIES,
            Topics.DEPENDENCY_EVENTS,
            Topics.CHANGE_IMPACT,
            Topics.METRICS_LIVE,
            Topics.RIDES,
            Topics.PAYMENTS,
            Topics.PAYMENTS_SETTLED,
            Topics.PAYMENTS_REFUSED);
    STACK
        .kafka()
        .createTopics(List.of(TopicSpec.compacted(prefix + Topics.USER_STATE, PARTITIONS)));
    data = new SqlData(prefix, sql.producer()::send);
    data.send();
    sql.producer().flush();
    index();
  }

  /** What was settled, but that s3 is missing and s4 is a cent short. */
  private static String ledger() throws SQLException {
    String url =
        LedgerDatabase.create(STACK.postgresql(), STACK.unique("sql_ledger").replace('-', '_'));
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into ledger_entry
          select 's' || s, entry.number, entry.account, entry.part * amount, 'EUR', 1
          from (values (1, 1000), (2, 2000), (4, 3999)) as settled (s, amount),
            (values (1, 'user:1', -1), (2, 'payee:driver', 1)) as entry (number, account, part)
          """);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
    return url;
  }

  /** Documents of the index, of which a query finds those it asks the index for. */
  private static void index() throws Exception {
    StringBuilder bulk = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      bulk.append("{\"index\":{}}\n")
          .append(
              "{\"@timestamp\":\"%s\",\"message\":\"request %s after %d ms\",\"service\":{\"name\":\"%s\"},\"log\":{\"level\":\"error\"}}\n"
                  .formatted(
                      data.start().plusSeconds(60L * i),
                      i < 3 ? "timed out" : "answered",
                      i,
                      i < 2 ? "payment" : "cart"));
    }
    HttpRequest request =
        HttpRequest.newBuilder(
                STACK
                    .elasticsearch()
                    .uri()
                    .resolve("/" + prefix + "logstream-logs-test/_bulk?refresh=true"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(bulk.toString()))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"errors\":false");
  }

  /** What is written to the index is read back, and written again takes its own place. */
  @Test
  @Order(3)
  void aTableOfTheIndexIsWrittenAndRead() {
    try (SqlSession session = session()) {
      session.runAll(
          List.of(
              "USE history",
              "SET 'execution.runtime-mode' = 'batch'",
              "SET 'table.dml-sync' = 'true'"));
      for (String value : List.of("1e0", "2e0")) {
        session.runAll(
            List.of(
                "INSERT INTO findings_index (id, job, subject, `value`) VALUES ('a', 'j', 's', %s)"
                    .formatted(value)));
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(run(session, "SELECT id, job, subject, `value` FROM findings_index"))
                      .isEqualTo("id,job,subject,value\na,j,s,2.0\n"));
    }
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  @Test
  @Order(1)
  void eachQueryGivesTheAnswerThatCountingGives() throws Exception {
    Map<String, String> answers = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Path> left = new ConcurrentLinkedQueue<>(files("queries"));
    // Most of a query's time is its job's deployment: three at a time.
    ExecutorService threads = Executors.newFixedThreadPool(3);
    for (int i = 0; i < 3; i++) {
      threads.execute(
          () -> {
            try (SqlSession session = session()) {
              for (Path file = left.poll(); file != null; file = left.poll()) {
                answers.put(name(file), answer(session, file));
              }
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(20, TimeUnit.MINUTES)).isTrue();
    assertThat(new TreeMap<>(answers)).isEqualTo(expected());
    assertThat(answers).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  @Order(2)
  void eachJobFindsWhatIsThere() throws Exception {
    try (SqlSession session = session()) {
      Set<String> jobs = new TreeSet<>();
      Path plans = STACK.stack().folder().folder("sql/plans/" + prefix);
      for (SqlJob job : SqlJob.all(SQL.resolve("jobs"))) {
        jobs.add(job.submit(session, plans));
        assertThat(job.hasPlan(plans)).isTrue();
        session.runAll(List.of("RESET 'table.exec.state.ttl'"));
      }
      assertThat(jobs).hasSameSizeAs(files("jobs"));
      try {
        for (String job : jobs) {
          STACK.flink().awaitRunning(job, PATIENCE);
        }
        data.close(PARTITIONS);
        sql.producer().flush();
        Set<String> expected = new TreeSet<>(Files.readAllLines(ANSWERS.resolve("findings.txt")));
        Set<String> found = new TreeSet<>();
        awaitAlert();
        try (KafkaConsumer<String, String> consumer = consumer(prefix + Topics.FINDINGS)) {
          Awaitility.await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> {
                    for (ConsumerRecord<String, String> record :
                        consumer.poll(Duration.ofMillis(200))) {
                      found.add(relative(finding(record.value())));
                    }
                    assertThat(found).containsAll(expected);
                  });
        }
        // Whether the alert that a job here raised is told of once more depends on which is sooner.
        assertThat(
                found.stream()
                    .filter(line -> !line.startsWith("late-lines"))
                    .filter(line -> !line.contains(ALERT_KIND)))
            .isSubsetOf(expected);
      } finally {
        jobs.forEach(STACK.flink()::cancel);
      }
    }
  }

  @Test
  @Order(3)
  void anErrorSaysWhatIsWrongAndWhere() {
    try (SqlSession session = session()) {
      assertThatThrownBy(() -> run(session, "SELECT colour FROM logs"))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("Column 'colour' not found in any table")
          .hasMessageContaining("in: SELECT colour FROM logs");
    }
  }

  /** The alert is one as the console reads them. */
  private static void awaitAlert() throws IOException {
    JsonNode schema = JSON.readTree(AlertJson.class.getResource("/schema/alert.v1.json"));
    List<JsonNode> alerts = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(prefix + Topics.ALERTS)) {
      Awaitility.await("the alert")
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  JsonNode alert = JSON.readTree(record.value());
                  if (alert.path("kind").asText().equals(ALERT_KIND)) {
                    assertThat(record.key()).isEqualTo("203.0.113.9");
                    alerts.add(alert);
                  }
                }
                return !alerts.isEmpty();
              });
    }
    for (JsonNode alert : alerts) {
      for (JsonNode name : schema.path("required")) {
        assertThat(alert.hasNonNull(name.asText())).as(name.asText()).isTrue();
      }
      assertThat(alert.path("v").asInt()).isEqualTo(AlertJson.VERSION);
      assertThat(alert.path("id").asText()).isEqualTo(ALERT_KIND + ":203.0.113.9");
      assertThat(alert.path("severity").asText())
          .isEqualTo(Severity.of(alert.path("worth").asDouble()).name().toLowerCase(Locale.ROOT));
      assertThat(alert.at("/source/ip").asText()).isEqualTo("203.0.113.9");
      assertThat(relative(alert.path("first_seen").asText())).isEqualTo("T+02:00");
      assertThat(relative(alert.path("last_seen").asText())).isEqualTo("T+02:08");
      assertThat(alert.path("count").asInt()).isEqualTo(5);
      assertThat(alert.path("explanation").asText())
          .isEqualTo("5 failed log-ins to 1 accounts on 1 hosts");
      assertThat(alert.path("evidence")).hasSize(5);
    }
  }

  /**
   * Each block of SQL in the page is run, and what stands behind it is its answer. {@code
   * -Dlogstream.docs=write} puts it there.
   */
  @Test
  @Order(4)
  void theSessionOnThePageIsTrue() throws IOException {
    Path file = SQL.resolveSibling("docs/sql.md");
    String page = Files.readString(file);
    Matcher example =
        Pattern.compile("```sql\n(.*?)```\n\n```\n(.*?)```", Pattern.DOTALL).matcher(page);
    StringBuilder answered = new StringBuilder();
    int examples = 0;
    try (SqlSession session = session()) {
      session.runAll(List.of("USE history", "SET 'execution.runtime-mode' = 'batch'"));
      for (; example.find(); examples++) {
        StringWriter out = new StringWriter();
        new Script(session, Output.TABLE, new PrintWriter(out)).run(example.group(1));
        String block =
            "```sql\n"
                + example.group(1)
                + "```\n\n```\n"
                + out.toString().replaceAll("(?m) +$", "")
                + "```";
        example.appendReplacement(answered, Matcher.quoteReplacement(block));
      }
    }
    example.appendTail(answered);
    if (System.getProperty("logstream.docs", "").equals("write")) {
      Files.writeString(file, answered);
    }
    assertThat(answered.toString()).isEqualTo(page);
    assertThat(examples).isGreaterThanOrEqualTo(4);
  }

  private static SqlSession session() {
    return sql.session(Startup.EARLIEST);
  }

  private static String answer(SqlSession session, Path file) {
    try {
      return relative(run(session, file)).replace(prefix, "");
    } catch (SqlException | IOException e) {
      return e.getMessage();
    }
  }

  private static Map<String, String> expected() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (Path file : files("queries")) {
      Path answer = ANSWERS.resolve(name(file) + ".csv");
      assertThat(answer).exists();
      expected.put(name(file), Files.readString(answer));
    }
    return expected;
  }

  /** Times as minutes and seconds since the data's beginning. */
  private static String relative(String text) {
    Matcher matcher = TIME.matcher(text);
    return matcher.replaceAll(
        found -> {
          String time = found.group().endsWith("Z") ? found.group() : found.group() + "Z";
          Duration since = Duration.between(data.start(), Instant.parse(time));
          return "T+%02d:%02d".formatted(since.toMinutes(), since.toSecondsPart());
        });
  }

  private static String finding(String json) throws IOException {
    JsonNode finding = JSON.readTree(json);
    return String.join(
        " | ",
        Stream.of("job", "subject", "measure", "value", "text", "from", "to")
            .map(field -> finding.path(field).asText("-"))
            .toList());
  }

  private static KafkaConsumer<String, String> consumer(String topic) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                sql.brokers(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false"),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }
}
