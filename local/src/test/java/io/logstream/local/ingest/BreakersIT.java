package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.GuardState;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.junit.StackExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The breakers before PostgreSQL, Redis and Elasticsearch, on the servers themselves, each killed
 * and started again under a thousand lines a second: it opens, and closes by way of half open, as
 * the metrics show it; meanwhile nearly as many events come out, and in the end all are indexed.
 */
@Tag("long")
class BreakersIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LINES_A_SECOND = 1_000;

  /** So many lines are of a host that nobody asked for yet. */
  private static final int EVERY_NTH_IS_NEW = 10;

  private static final double RATE_KEPT = 0.9;
  private static final String GUARD = "flink_taskmanager_job_task_operator_guard_";
  private static final String SINK_BREAKER = "flink_taskmanager_job_task_operator_breakerState";
  private static final double SINK_CLOSED = 1;
  private static final double SINK_OPEN = 2;

  private final AtomicLong sent = new AtomicLong();
  private IngestFixture jobs;

  @Test
  void eachBreakerOpensAndClosesAndTheLinesFlowOn() throws Exception {
    String database = STACK.unique("inventory").replace('-', '_');
    STACK.postgresql().createDatabase(database);
    String url = STACK.postgresql().jdbcUrl(database);
    InventoryIT.fill(url);
    try (IngestFixture started = new IngestFixture(STACK)) {
      jobs = started;
      String ingest =
          jobs.startIngest(
              Optional.empty(), "--inventory", url, "--inventory-cache", STACK.redis().uri());
      String index = jobs.startIndex();
      AtomicBoolean isOver = new AtomicBoolean();
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(isOver));
      try {
        await("lines").atMost(LIMIT).until(() -> written() > 0);
        goesAwayAndComesBack("inventory", STACK.postgresql());
        goesAwayAndComesBack("inventory-cache", STACK.redis());
        indexGoesAwayAndComesBack();
      } finally {
        isOver.set(true);
        sending.join();
      }

      await("all lines in the index")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(() -> jobs.indexed() == sent.get());
      assertThat(jobs.restarts(ingest)).isZero();
      assertThat(jobs.restarts(index)).isZero();
    }
  }

  private void goesAwayAndComesBack(String guard, Server server) throws Exception {
    double usual = rate();
    server.kill();
    try {
      await(guard + " open")
          .atMost(LIMIT)
          .pollInterval(LOOK)
          .until(() -> highest(guard(guard, "state")) == GuardState.OPEN.ordinal());
      double without = rate();
      System.out.printf("breakers: %s open: %.0f of %.0f events/s%n", guard, without, usual);
      assertThat(without).as("events/s without " + server.name()).isGreaterThan(RATE_KEPT * usual);
    } finally {
      server.start();
    }
    await(guard + " closed")
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(() -> highest(guard(guard, "state")) == GuardState.CLOSED.ordinal());
    // Closed to open, open to half open, half open to closed.
    assertThat(highest(guard(guard, "transitions"))).isGreaterThanOrEqualTo(3);
  }

  private void indexGoesAwayAndComesBack() throws Exception {
    double usual = rate();
    Server elasticsearch = STACK.elasticsearch();
    elasticsearch.kill();
    try {
      await("the sink's breaker open")
          .atMost(LIMIT)
          .pollInterval(LOOK)
          .until(() -> highest(line -> line.startsWith(SINK_BREAKER)) >= SINK_OPEN);
      double without = rate();
      System.out.printf("breakers: index open: %.0f of %.0f events/s%n", without, usual);
      assertThat(without).as("events/s without the index").isGreaterThan(RATE_KEPT * usual);
    } finally {
      elasticsearch.start();
    }
    await("the sink's breaker closed")
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(() -> highest(line -> line.startsWith(SINK_BREAKER)) == SINK_CLOSED);
  }

  private static Predicate<String> guard(String guard, String figure) {
    return line -> line.startsWith(GUARD + figure) && line.contains("guard=\"" + guard + '"');
  }

  /** The highest value of a metric over the subtasks, as the TaskManager shows it. */
  private static double highest(Predicate<String> metric) throws Exception {
    URI metrics =
        URI.create(
            "http://127.0.0.1:"
                + STACK.stack().options().ports().of(Port.FLINK_TASKMANAGER_METRICS)
                + "/metrics");
    return HTTP.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(metric)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max()
        .orElse(-1);
  }

  /** Events a second that the ingest job writes, over five of them. */
  private double rate() throws Exception {
    long begin = System.nanoTime();
    long before = written();
    LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
    return (written() - before) * 1e9 / (System.nanoTime() - begin);
  }

  private static long written() throws Exception {
    try (Admin admin = STACK.kafka().admin()) {
      var partitions = admin.describeTopics(List.of(Topics.LOGS)).allTopicNames().get().values();
      var latest = new HashMap<TopicPartition, OffsetSpec>();
      partitions.forEach(
          topic ->
              topic
                  .partitions()
                  .forEach(
                      partition ->
                          latest.put(
                              new TopicPartition(topic.name(), partition.partition()),
                              OffsetSpec.latest())));
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(each -> each.offset())
          .sum();
    }
  }

  private void send(AtomicBoolean isOver) {
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
      while (!isOver.get()) {
        long number = sent.getAndIncrement();
        String text = "ts=2026-03-09T10:00:00Z level=info msg=\"line %d\"".formatted(number);
        var line = jobs.line(jobs.service() + number, text.getBytes(UTF_8));
        String host = number % EVERY_NTH_IS_NEW == 0 ? "new-" + number : "web-1";
        line.headers().add(RawHeaders.HOST, host.getBytes(UTF_8));
        producer.send(line);
        long due = start + (number + 1) * 1_000_000_000L / LINES_A_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }
}
