package io.logstream.local.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.Topics;
import io.logstream.local.LogStream;
import io.logstream.local.TopicReader;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.junit.StackExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ride traffic with retries, reordering and damage, on real Kafka, Flink and PostgreSQL, while
 * servers are killed with SIGKILL. Then what is in {@code payments.settled}, in {@code
 * payments.refused}, in {@code user-state} and in the ledger is what the oracle says, each once.
 *
 * <p>{@code -Dlogstream.events=10000000 -Dlogstream.kills=20} makes it long (a fifth of the events
 * are payments). {@code -Dlogstream.guarantee=at-least-once} switches off what is tested, and the
 * test must then fail.
 */
@Tag("long")
class PaymentsIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final long EVENTS = Long.getLong("logstream.events", 20_000);
  private static final String GUARANTEE = System.getProperty("logstream.guarantee", "exactly-once");

  /** How often each of TaskManager, PostgreSQL and broker is killed; of the workers, two. */
  private static final int KILLS = Integer.getInteger("logstream.kills", 1);

  /** Long enough for each fault to be over before the next. */
  private static final Duration SENDING =
      Duration.ofSeconds(Math.max(40L * KILLS, EVENTS / 15_000));

  private static final Duration CATCH_UP = Duration.ofMinutes(4);
  private static final RideTraffic.Shape SHAPE =
      new RideTraffic.Shape(2_000, 500, 0.05, 0.05, 0.01, 0.001);

  @TempDir Path folder;

  @Test
  void theJobSettlesEachPaymentOnceWhateverIsKilled() throws Exception {
    PaymentTopics topics = new PaymentTopics(STACK.kafka());
    String ledger =
        LedgerDatabase.create(STACK.postgresql(), STACK.unique("ledger").replace('-', '_'));
    String name = STACK.unique("payment");
    String jar =
        STACK.flink().upload(Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath());
    String job =
        STACK
            .flink()
            .run(
                jar,
                JobSubmission.of(
                    "io.logstream.jobs.PaymentJob",
                    3,
                    "--brokers",
                    topics.brokers(),
                    "--group",
                    name,
                    "--transaction-prefix",
                    name,
                    "--guarantee",
                    GUARANTEE,
                    "--ledger",
                    ledger));
    try (RideProducer producer = new RideProducer(topics.brokers(), new RideTraffic(7, SHAPE))) {
      STACK.flink().awaitRunning(job, CATCH_UP);
      CompletableFuture<Long> sending =
          CompletableFuture.supplyAsync(
              () ->
                  producer.run(
                      EVENTS / (double) SENDING.toSeconds(), EVENTS, new AtomicBoolean()::get));
      for (int kill = 0; kill < KILLS; kill++) {
        awaitSent(producer, (kill + 0.2) / KILLS);
        killAndStart(STACK.stack().taskManagers().get(0));
        awaitSent(producer, (kill + 0.5) / KILLS);
        killAndStart(STACK.postgresql());
        awaitSent(producer, (kill + 0.7) / KILLS);
        killAndStart(STACK.kafka());
      }
      assertThat(sending.get()).isEqualTo(EVENTS);

      PaymentOracle oracle = new PaymentOracle(topics);
      awaitResults(topics, oracle.results());
      Map<String, JsonNode> states = topics.states();
      assertAgrees(topics, states, oracle);
      assertBooked(topics, ledger, states, oracle);
    } finally {
      STACK.flink().cancel(job);
    }
  }

  @Test
  void workersWithoutFlinkComeToTheSameWhenTheyAreKilled() throws Exception {
    PaymentTopics topics = new PaymentTopics(STACK.kafka());
    try (RideProducer producer = new RideProducer(topics.brokers(), new RideTraffic(8, SHAPE))) {
      producer.run(0, EVENTS, () -> false);
    }
    PaymentOracle oracle = new PaymentOracle(topics);
    long expected = oracle.results();
    String group = STACK.unique("workers");
    Path file = folder.resolve("payments.db");
    List<Process> workers = new ArrayList<>();
    try (Results results = new Results(topics)) {
      for (int i = 0; i < 3; i++) {
        workers.add(worker(topics, group, i, file));
      }
      for (int kill = 1; kill <= 2 * KILLS; kill++) {
        long share = expected * kill / (2 * KILLS + 1);
        await("results before kill " + kill)
            .atMost(SENDING.plus(CATCH_UP))
            .pollInterval(Duration.ofMillis(500))
            .until(() -> results.count() >= share);
        int victim = kill % 3;
        workers.get(victim).destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        workers.set(victim, worker(topics, group, victim, file));
      }
      awaitResults(topics, oracle.results());
      assertThat(workers).as("all three at work").allMatch(Process::isAlive);
      Map<String, JsonNode> states = topics.states();
      assertAgrees(topics, states, oracle);
      assertBooked(topics, "jdbc:sqlite:" + file, states, oracle);
    } finally {
      for (Process worker : workers) {
        worker.destroy();
        assertThat(worker.waitFor(20, TimeUnit.SECONDS)).as("ends when told").isTrue();
      }
    }
  }

  private static void awaitSent(RideProducer producer, double share) {
    await("share " + share + " sent")
        .atMost(SENDING.plus(CATCH_UP))
        .until(() -> producer.sent() >= share * EVENTS);
  }

  private static void killAndStart(Server server) {
    server.kill();
    server.start();
  }

  private static Process worker(PaymentTopics topics, String group, int number, Path file)
      throws IOException {
    List<String> command =
        new JavaCommand(System.getProperty("java.class.path"), LogStream.class.getName())
            .option("-Xmx192m")
            .quickStart()
            .argument("payment-worker")
            .arguments(List.of("--brokers", topics.brokers(), "--group", group))
            .arguments(List.of("--instance", Integer.toString(number)))
            .arguments(List.of("--file", file.toString()))
            .toList();
    File log = Path.of("target", group + "-" + number + ".log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private static void awaitResults(PaymentTopics topics, long expected) {
    try (Results results = new Results(topics)) {
      await(expected + " results")
          .atMost(CATCH_UP)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> results.count() >= expected);
    }
  }

  private static void assertAgrees(
      PaymentTopics topics, Map<String, JsonNode> states, PaymentOracle oracle) {
    Map<String, Long> open = new HashMap<>(oracle.settled);
    topics.forEachDocument(
        Topics.PAYMENTS_SETTLED,
        settlement -> {
          String name =
              settlement.path("request").asText() + ' ' + settlement.path("user").asText();
          assertThat(open.remove(name))
              .as("what the oracle has open for %s", settlement)
              .isEqualTo(settlement.path("amount").asLong());
        });
    assertThat(open).as("payments that were not settled").isEmpty();
    Map<String, Long> refused = new TreeMap<>();
    topics.forEachDocument(
        Topics.PAYMENTS_REFUSED,
        refusal ->
            refused.merge(
                refusal.path("id").asText() + " " + refusal.path("reason").asText(),
                1L,
                Long::sum));
    assertThat(refused).isEqualTo(oracle.refused);
    Map<String, Long> balances = new TreeMap<>();
    states.forEach(
        (user, state) -> {
          if (state.path("settled").asLong() > 0) {
            balances.put(user, state.path("balances").path("EUR").asLong());
          }
        });
    assertThat(balances).isEqualTo(oracle.balances);
  }

  /** The ledger has the settlements of the topic, and the balances that the oracle comes to. */
  private static void assertBooked(
      PaymentTopics topics, String ledger, Map<String, JsonNode> states, PaymentOracle oracle)
      throws Exception {
    Map<String, Long> booked = new HashMap<>();
    await("the ledger to have all")
        .atMost(CATCH_UP)
        .ignoreExceptions()
        .until(() -> count(ledger) == oracle.settled.size());
    Set<String> settlements = new HashSet<>();
    topics.forEachDocument(
        Topics.PAYMENTS_SETTLED, settlement -> settlements.add(settlement.path("id").asText()));
    try (Connection connection = DriverManager.getConnection(ledger)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(10_000);
        try (ResultSet rows =
            statement.executeQuery("select distinct settlement from ledger_entry")) {
          while (rows.next()) {
            assertThat(settlements.remove(rows.getString(1))).as(rows.getString(1)).isTrue();
          }
        }
      }
      assertThat(settlements).as("settled and not in the ledger").isEmpty();
      try (ResultSet sums =
          connection
              .createStatement()
              .executeQuery(
                  "select count(*) from (select settlement from ledger_entry group by settlement"
                      + " having sum(amount) <> 0) unbalanced")) {
        sums.next();
        assertThat(sums.getLong(1)).as("settlements that do not sum to zero").isZero();
      }
      try (ResultSet rows =
          connection
              .createStatement()
              .executeQuery("select account, balance from ledger_balance")) {
        while (rows.next()) {
          booked.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    assertThat(booked.values().stream().mapToLong(Long::longValue).sum())
        .as("sum of the ledger")
        .isZero();
    states.forEach(
        (user, state) -> {
          if (state.path("settled").asLong() > 0) {
            assertThat(booked.get("user:" + state.path("account").asText()))
                .as(user)
                .isEqualTo(oracle.balances.get(user));
          }
        });
  }

  private static long count(String ledger) throws Exception {
    try (Connection connection = DriverManager.getConnection(ledger);
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("select count(distinct settlement) from ledger_entry")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What became of the payments, counted as it is committed. */
  private static final class Results implements AutoCloseable {

    private final TopicReader settled;
    private final TopicReader refused;

    Results(PaymentTopics topics) {
      settled = topics.reader(Topics.PAYMENTS_SETTLED);
      refused = topics.reader(Topics.PAYMENTS_REFUSED);
    }

    long count() {
      return settled.count() + refused.count();
    }

    @Override
    public void close() {
      settled.close();
      refused.close();
    }
  }
}
