package io.logstream.local.sql;

import static io.logstream.local.sql.SqlFixture.JAR;
import static io.logstream.local.sql.SqlFixture.PATIENCE;
import static io.logstream.local.sql.SqlFixture.SQL;
import static io.logstream.local.sql.SqlFixture.files;
import static io.logstream.local.sql.SqlFixture.name;
import static io.logstream.local.sql.SqlFixture.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexNames;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
 * Every script of {@code sql/tuning} on running jobs: what goes through them comes out otherwise,
 * and as before once the script is undone, in the same jobs.
 */
@TestMethodOrder(OrderAnnotation.class)
@Tag("long")
class TuningIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final Set<String> THREATS = Set.of("threshold", "detector", "indicator", "sigma");
  private static final String PATTERN = "pattern";
  private static final String RETENTION = "retention";
  private static final String QUERY = "query";

  private static final Map<String, String> JOBS = new TreeMap<>();
  private static SqlFixture sql;
  private static KafkaProducer<byte[], byte[]> producer;
  private static String service;

  @BeforeAll
  static void startTheJobs() throws IOException {
    sql = new SqlFixture(STACK, "", "jdbc:postgresql://127.0.0.1/none");
    producer = sql.producer();
    service = STACK.unique("tuned");
    String nodes = STACK.elasticsearch().uri().toString();
    new IndexTemplates(ElasticsearchConnection.to(nodes)).install();
    String jar = STACK.flink().upload(JAR);
    start(jar, "IngestJob", List.of(Topics.LOGS_RAW), "--transaction-prefix", service + "-i");
    start(jar, "ThreatJob", List.of(Topics.FLOWS), "--transaction-prefix", service + "-t");
    start(
        jar,
        "RootCauseJob",
        List.of(Topics.LOGS, Topics.CALLS, Topics.CHANGES),
        "--transaction-prefix",
        service + "-r",
        "--disorder",
        IncidentProbe.DISORDER.toMillis() + " ms",
        "--idle",
        "100 ms");
    start(jar, "IndexJob", List.of(Topics.LOGS), "--elasticsearch", nodes);
    JOBS.values().forEach(job -> STACK.flink().awaitRunning(job, PATIENCE));
  }

  /** With what comes from now on: other tests wrote to these topics too. */
  private static void start(String jar, String name, List<String> topics, String... options) {
    String group = service + '-' + name;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of("group.id", group), topics)) {
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      consumer
          .endOffsets(consumer.assignment())
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
      consumer.commitSync(ends);
    }
    List<String> all = new ArrayList<>(List.of("--brokers", sql.brokers(), "--group", group));
    all.addAll(Arrays.asList(options));
    JOBS.put(
        name,
        STACK
            .flink()
            .run(
                jar, JobSubmission.of("io.logstream.jobs." + name, 1, all.toArray(String[]::new))));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      Map<String, Object> settings, List<String> topics) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", sql.brokers());
    all.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    return consumer;
  }

  @AfterAll
  static void end() {
    JOBS.values().forEach(STACK.flink()::cancel);
    sql.close();
  }

  private static Probe probe(String script) {
    String brokers = sql.brokers();
    return switch (script) {
      case PATTERN -> new IncidentProbe(brokers, producer, service);
      default ->
          THREATS.contains(script)
              ? new AlertProbe(brokers, producer)
              : new EventProbe(brokers, producer, service);
    };
  }

  @Test
  @Order(1)
  void eachTuningScriptChangesTheRunningJobAndItsUndoRestoresIt() throws Exception {
    try (SqlSession session = session()) {
      for (Path script : scripts()) {
        String name = name(script);
        if (name.equals(RETENTION) || name.equals(QUERY)) {
          continue;
        }
        try (Probe probe = probe(name)) {
          String before = probe.outcome();
          run(session, script);
          long took = await(name, () -> !probe.outcome().equals(before));
          System.out.printf("%s: in force after %d ms: %s%n", name, took, probe.outcome());
          run(session, undo(script));
          long undone = await(name, () -> probe.outcome().equals(before));
          System.out.printf("%s: undone after %d ms%n", name, undone);
        }
      }
    }
    assertNoneWasRestarted();
  }

  @Test
  @Order(1)
  void retentionDeletesWhatItIsOfAndItsUndoLeavesAll() throws Exception {
    String old = index("nginx", 5);
    String marker = index("marker", 5);
    try (SqlSession session = session()) {
      create(old);
      run(session, SQL.resolve("tuning/retention.sql"));
      System.out.printf("retention: in force after %d ms%n", await(old, () -> !exists(old)));
      create(index("nginx", 0));
      run(session, SQL.resolve("tuning/retention.undo.sql"));
      create(old);
      create(marker);
      session.runAll(
          List.of(
              "INSERT INTO control_rules (id, kind, datasets, days)"
                  + " VALUES ('marker', 'retention', ARRAY['marker'], 1)"));
      await(marker, () -> !exists(marker));
      assertThat(exists(old)).as("once the rule is undone").isTrue();
      assertThat(exists(index("nginx", 0))).as("today's, with the rule").isTrue();
      session.runAll(
          List.of(
              "INSERT INTO control_rules (id, kind, deleted) VALUES ('marker', 'retention',"
                  + " TRUE)"));
    }
    assertNoneWasRestarted();
  }

  @Test
  @Order(1)
  void aSavedQueryIsRunAllTheTimeOrWhenItsTimeComesUntilItIsTakenAway() throws Exception {
    String text = service + " was saved";
    String running = service + "-running";
    String timed = service + "-timed";
    StringWriter said = new StringWriter();
    try (SqlSession session = session();
        QueryRules rules =
            new QueryRules(
                sql.catalogue(),
                STACK.stack().sqlGateway(),
                STACK.flink(),
                sql.brokers(),
                new PrintWriter(said, true))) {
      session.runAll(
          List.of(
              "SET 'table.dml-sync' = 'true'",
              """
              INSERT INTO control_rules (id, kind, query) VALUES ('%s', 'query', 'SELECT service.name AS subject, 1 AS `value`,
                message AS text, ts AS `from`, ts AS `to` FROM logs WHERE message = ''%s'' ')\
              """
                  .formatted(running, text),
              """
              INSERT INTO control_rules (id, kind, schedule, destination, severity, query) VALUES ('%s', 'query', 'PT2S', 'alerts', 'high',
                'SELECT service.name AS subject, COUNT(*) AS `value`, MAX(message) AS text, MIN(ts) AS `from`, MAX(ts) AS `to`
                FROM logs WHERE message = ''%s'' GROUP BY service.name')\
              """
                  .formatted(timed, text),
              """
              INSERT INTO control_rules (id, kind, query) VALUES ('%s-wrong', 'query', 'SELECT colour AS subject FROM logs')\
              """
                  .formatted(service)));
      String script = Files.readString(SQL.resolve("tuning/query.sql"));
      // As it stands, but that a test does not wait for a minute.
      run(session, script.replace("PT1M", "PT2S"));
      Thread runner = new Thread(rules::run, "query-rules");
      runner.start();
      String job = "rule-" + running;
      Awaitility.await().atMost(PATIENCE).until(() -> jobs(job) == 1);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                logged(text);
                assertThat(written(Topics.FINDINGS, running)).anyMatch(row -> row.contains(text));
                assertThat(written(Topics.FINDINGS, "failing-services"))
                    .anyMatch(row -> row.contains("till") && row.contains("in five minutes"));
                assertThat(written(Topics.ALERTS, timed))
                    .anyMatch(row -> row.contains(text) && row.contains("\"severity\":\"high\""));
              });
      assertThat(errorsOfControlRows())
          .anyMatch(error -> error.startsWith("query: query: ") && error.contains("colour"));
      run(session, SQL.resolve("tuning/query.undo.sql"));
      for (String id : List.of(running, timed, service + "-wrong")) {
        producer.send(new ProducerRecord<>(Topics.CONTROL_RULES, id.getBytes(UTF_8), null));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> jobs(job) == 0);
      rules.end();
      runner.join();
    }
  }

  private static long jobs(String prefix) {
    return STACK.flink().jobs().stream()
        .filter(job -> job.name().startsWith(prefix) && !job.state().isFinal())
        .count();
  }

  private static void logged(String message) {
    String event =
        ("{\"@timestamp\":\"%s\",\"message\":\"%s\",\"log\":{\"level\":\"error\"},"
                + "\"service\":{\"name\":\"till\"}}")
            .formatted(Instant.now(), message);
    producer.send(new ProducerRecord<>(Topics.LOGS, 0, null, event.getBytes(UTF_8)));
    producer.flush();
  }

  private static List<String> written(String topic, String rule) {
    return TopicTail.of(sql.brokers(), List.of(topic), 1_000).stream()
        .map(record -> new String(record.value(), UTF_8))
        .filter(value -> value.contains(rule))
        .toList();
  }

  @Test
  @Order(2)
  void aRowThatCannotBeAppliedIsRefusedByItsColumnAndChangesNothingElse() throws Exception {
    List<Probe> probes = List.of(probe(PATTERN), probe("sigma"), probe("routing"));
    List<String> before = new ArrayList<>();
    for (Probe probe : probes) {
      before.add(probe.outcome());
    }
    Map<String, String> wrong =
        Map.of(
            "INSERT INTO control_rules (id, kind, enabled) VALUES ('w1', 'detector', FALSE)",
            "detector: id: expected one of [beacon-ip, ",
            "INSERT INTO control_patterns (id, kind, `pattern`) VALUES ('w2', 'pattern', 'id: w2')",
            "pattern: pattern: ",
            "INSERT INTO control_rules (id, kind, levels, keep) VALUES ('w3', 'sampling',"
                + " ARRAY['info'], 7.0)",
            "sampling: keep: expected a number from 0.0 to 1.0, found 7.0",
            "INSERT INTO control_thresholds (id, kind, `value`) VALUES ('w4', 'threshold', 1)",
            "threshold: id: expected one of [beacon.",
            "INSERT INTO control_rules (id, kind, levels, topic) VALUES ('w5', 'routing',"
                + " ARRAY['info'], 'mine')",
            "routing: topic: expected one of the job's routes [",
            "INSERT INTO control_rules (id, kind, days) VALUES ('w6', 'retention', 0)",
            "retention: days: expected a whole number from 1 to 3650, found 0",
            "INSERT INTO control_rules (id, kind, `rule`) VALUES ('w7', 'sigma', 'title: x')",
            "sigma: rule: ",
            "INSERT INTO control_reference (id, kind, `indicator`) VALUES ('w8', 'indicator', '?')",
            "indicator: indicator: expected an address, a network, a domain, a URL or a hash");
    try (SqlSession session = session()) {
      session.runAll(List.of("SET 'table.dml-sync' = 'true'"));
      session.runAll(List.copyOf(wrong.keySet()));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<String> errors = errorsOfControlRows();
                wrong
                    .values()
                    .forEach(
                        expected ->
                            assertThat(errors).anyMatch(error -> error.startsWith(expected)));
              });
      assertThatThrownBy(
              () ->
                  session.runAll(
                      List.of("INSERT INTO control_thresholds (id, `value`) VALUES ('w9', TRUE)")))
          .hasMessageContaining("value");
      for (int i = 0; i < probes.size(); i++) {
        assertThat(probes.get(i).outcome()).isEqualTo(before.get(i));
        probes.get(i).close();
      }
    }
    for (ControlKind kind : ControlKind.values()) {
      for (int i = 1; i <= wrong.size(); i++) {
        producer.send(new ProducerRecord<>(kind.topic(), ("w" + i).getBytes(UTF_8), null));
      }
    }
    assertNoneWasRestarted();
  }

  private static List<String> errorsOfControlRows() {
    return TopicTail.of(sql.brokers(), List.of(Topics.LOGS_DEAD), 1_000).stream()
        .map(letter -> letter.headers().lastHeader(DeadLetterHeaders.ERROR))
        .map(header -> new String(header.value(), UTF_8))
        .toList();
  }

  /** By the lines that the tuning scripts were tried on before. */
  @Test
  @Order(3)
  void aDryRunSaysWhatRowsWouldDoAndWritesNone() throws Exception {
    StringWriter out = new StringWriter();
    Tuning tuning = new Tuning(sql.brokers(), new PrintWriter(out));
    Set<String> topics = STACK.kafka().topics();
    long before = rows().size();
    Tuning.Plan plan;
    try (SqlSession session = session()) {
      plan =
          tuning.plan(
              session,
              Files.readString(SQL.resolve("tuning/validation.sql"))
                  + "INSERT INTO control_reference (id, kind, host, criticality)"
                  + " VALUES ('web-8', 'asset', 'web-8', 'grave')",
              1_000);
    }
    assertThat(out.toString())
        .contains("control.rules web-methods: new")
        .contains("  mode: reject")
        .contains("control.reference web-8: refused: asset: criticality: expected one of")
        .containsPattern(
            "of the last \\d+ lines: 0 events would change, [1-9]\\d* would be refused");
    assertThat(plan.isAccepted()).isFalse();
    assertThat(rows()).as("rows in the control topics").hasSize((int) before);
    assertThat(STACK.kafka().topics()).isEqualTo(topics);

    tuning.write(plan);
    List<ControlRow> written = rows();
    assertThat(written).as("once written").hasSize((int) before + 2);
    assertThat(written)
        .filteredOn(row -> new String(row.key, UTF_8).equals("web-methods"))
        .last()
        .satisfies(
            row ->
                assertThat(new String(row.value, UTF_8))
                    .contains("\"author\":\"" + System.getProperty("user.name") + '"'));
    // Other tests' jobs read these topics too.
    for (ControlRow row : plan.rows()) {
      producer.send(new ProducerRecord<>(row.topic, row.key, null));
    }
    producer.flush();
  }

  private static List<ControlRow> rows() {
    return TopicTail.of(
            sql.brokers(), List.of(Topics.CONTROL_REFERENCE, Topics.CONTROL_RULES), Long.MAX_VALUE)
        .stream()
        .map(io.logstream.functions.route.KafkaRecords::controlRow)
        .toList();
  }

  @Test
  @Order(3)
  void aTuningScriptThatDoesSomethingElseIsNotRun() {
    Tuning tuning = new Tuning(sql.brokers(), new PrintWriter(new StringWriter()));
    try (SqlSession session = session()) {
      assertThatThrownBy(() -> tuning.plan(session, "DROP TABLE live.control_rules", 0))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("INSERT INTO a control table, found: DROP TABLE");
    }
  }

  private static SqlSession session() {
    return sql.session(Startup.LATEST);
  }

  private static long await(String what, Callable<Boolean> condition) {
    long from = System.nanoTime();
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
    return (System.nanoTime() - from) / 1_000_000;
  }

  private static void assertNoneWasRestarted() {
    JOBS.forEach(
        (name, job) -> {
          assertThat(STACK.flink().state(job).name()).as(name).isEqualTo("RUNNING");
          assertThat(
                  STACK
                      .flink()
                      .get("/jobs/" + job + "/metrics?get=numRestarts")
                      .path(0)
                      .path("value")
                      .asText())
              .as("restarts of " + name)
              .isEqualTo("0");
        });
  }

  private static String index(String dataset, int daysAgo) {
    Instant day = Instant.now().minus(Duration.ofDays(daysAgo));
    return IndexNames.of(dataset, day, day);
  }

  private static void create(String index) throws Exception {
    if (!exists(index)) {
      assertThat(index("PUT", index)).isEqualTo(200);
    }
  }

  private static boolean exists(String index) throws Exception {
    return index("HEAD", index) == 200;
  }

  private static int index(String method, String index) throws Exception {
    URI uri = STACK.elasticsearch().uri().resolve("/" + index);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static List<Path> scripts() throws IOException {
    List<Path> scripts =
        files("tuning").stream().filter(file -> !file.toString().endsWith(".undo.sql")).toList();
    assertThat(scripts).allSatisfy(script -> assertThat(undo(script)).exists());
    assertThat(scripts).hasSizeGreaterThan(10);
    return scripts;
  }

  private static Path undo(Path script) {
    return script.resolveSibling(name(script) + ".undo.sql");
  }
}
