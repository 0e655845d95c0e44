package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.enrich.directory.Directory;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.resilience.GuardState;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.junit.StackExtension;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every breaker of the jobs before its real server, which is killed and started again while a
 * thousand lines a second come in: it opens, tries, closes, and ingestion goes on through it all.
 */
@Tag("long")
class BreakersIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final int LINES_PER_SECOND = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** How long a server is away, and how long the rate is taken before it goes. */
  private static final Duration PHASE = Duration.ofSeconds(15);

  private static final double KEPT_SHARE = 0.9;

  @Test
  void postgresql() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      String job = jobs.startIngest(Optional.empty(), "--inventory", inventory());
      Server server = STACK.postgresql();
      breakerOpensAndCloses(
          jobs, job, server, () -> BreakerFigures.ofGuard(STACK.stack(), job, "inventory"));
    }
  }

  @Test
  void redis() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      Server server = STACK.redis();
      String job =
          jobs.startIngest(
              Optional.empty(),
              "--inventory",
              inventory(),
              "--inventory-cache",
              STACK.redis().uri());
      breakerOpensAndCloses(
          jobs, job, server, () -> BreakerFigures.ofGuard(STACK.stack(), job, "inventory_cache"));
    }
  }

  @Test
  void elasticsearch() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      Server server = STACK.elasticsearch();
      String job = jobs.startIngest(Optional.empty());
      String index = jobs.startIndex();
      long sent =
          breakerOpensAndCloses(
              jobs, job, server, () -> BreakerFigures.ofIndexSink(STACK.stack(), index));
      await("every line is found").atMost(LIMIT).until(() -> jobs.indexed() == sent);
    }
  }

  /** What is looked at while the server comes and goes. */
  private interface Figures {
    BreakerFigures now() throws Exception;
  }

  /** Returns how many lines were sent. */
  private static long breakerOpensAndCloses(
      IngestFixture jobs, String job, Server server, Figures figures) throws Exception {
    AtomicBoolean isEnding = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> send(jobs, sent, isEnding::get));
    try {
      await("lines are taken in and the breaker is closed")
          .atMost(LIMIT)
          .until(
              () ->
                  BreakerFigures.events(STACK.stack(), job) > LINES_PER_SECOND
                      && BreakerFigures.behind(STACK.stack(), job) < LINES_PER_SECOND
                      && figures.now().areAll(GuardState.CLOSED));
      double usual = eventsPerSecond(job);
      long transitions = figures.now().transitions();

      server.kill();
      double without;
      try {
        await("it opens").atMost(LIMIT).until(() -> figures.now().isOne(GuardState.OPEN));
        without = eventsPerSecond(job);
      } finally {
        server.start();
        server.awaitReady();
      }

      await("it closes").atMost(LIMIT).until(() -> figures.now().areAll(GuardState.CLOSED));
      double after = eventsPerSecond(job);
      long tries = figures.now().transitions() - transitions;
      System.out.printf(
          "%s away: %.0f, %.0f, %.0f events/s before, while and after; %d changes of state%n",
          server.name(), usual, without, after, tries);
      assertThat(without).as("rate while it is away").isGreaterThan(KEPT_SHARE * LINES_PER_SECOND);
      assertThat(tries).as("opened, half-open, closed").isGreaterThanOrEqualTo(3);
      assertThat(jobs.restarts(job)).isZero();
    } finally {
      isEnding.set(true);
      sending.join();
    }
    await("every line is an event")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Set.copyOf(jobs.eventIds()).size() + jobs.deadLetters().size())
                    .isEqualTo((int) sent.get()));
    return sent.get();
  }

  private static double eventsPerSecond(String job) throws Exception {
    long start = System.nanoTime();
    long before = BreakerFigures.events(STACK.stack(), job);
    await().during(PHASE).atMost(PHASE.multipliedBy(2)).until(() -> true);
    long taken = BreakerFigures.events(STACK.stack(), job) - before;
    return taken * 1e9 / (System.nanoTime() - start);
  }

  /** Each line of a host of its own, which no cache of the job knows. */
  private static void send(IngestFixture jobs, AtomicLong sent, BooleanSupplier isEnding) {
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
      while (!isEnding.getAsBoolean()) {
        long number = sent.getAndIncrement();
        long early = start + number * 1_000_000_000L / LINES_PER_SECOND - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
        String text = "ts=2026-03-09T10:00:00Z level=info msg=\"line %d\"".formatted(number);
        var line = jobs.line(jobs.service() + number, text.getBytes(UTF_8));
        line.headers().add(RawHeaders.HOST, ("host-" + number).getBytes(UTF_8));
        producer.send(line);
      }
    }
  }

  private static String inventory() throws Exception {
    String database = STACK.unique("inventory").replace('-', '_');
    STACK.postgresql().createDatabase(database);
    String url = STACK.postgresql().jdbcUrl(database);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        InputStream schema = Directory.class.getResourceAsStream("/inventory/postgresql.sql")) {
      statement.execute(new String(schema.readAllBytes(), UTF_8));
    }
    return url;
  }
}
