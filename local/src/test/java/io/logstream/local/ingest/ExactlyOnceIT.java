package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.local.stack.Server;
import io.logstream.local.stack.junit.StackExtension;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Distinct lines flow while the TaskManager is killed twice, the ingest job is started again from
 * its last checkpoint, and Elasticsearch and the broker are killed once each, all with SIGKILL.
 * Then the ids in the index are the set sent, and {@code logs}, read committed, has each once.
 *
 * <p>{@code -Dlogstream.lines=500000} makes it long. {@code -Dlogstream.guarantee=at-least-once}
 * switches off what is tested, and the test must then fail.
 */
class ExactlyOnceIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final int LINES = Integer.getInteger("logstream.lines", 30_000);
  private static final String GUARANTEE = System.getProperty("logstream.guarantee", "exactly-once");

  /** Long enough for each fault to be over before the next. */
  private static final Duration SENDING = Duration.ofSeconds(Math.max(75, LINES / 4_000));

  /** For the jobs to be up again after the last fault, and to catch up. */
  private static final Duration CATCH_UP = Duration.ofMinutes(5).plusSeconds(LINES / 1_000);

  private final AtomicLong sent = new AtomicLong();

  @Test
  void eachLineIsThereOnceWhateverIsKilled() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      STACK.elasticsearch();
      String ingest = jobs.startIngest(Optional.empty(), "--guarantee", GUARANTEE);
      jobs.startIndex();
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(jobs));

      awaitShare(0.15);
      killAndStart(STACK.stack().taskManagers().get(0));
      awaitShare(0.35);
      killAndStart(STACK.stack().taskManagers().get(0));
      awaitShare(0.5);
      STACK.flink().awaitRunning(ingest, CATCH_UP);
      awaitCheckpoint(ingest);
      STACK.flink().cancel(ingest);
      // Only now: one that completed in between has committed what an older one would send again.
      Optional<String> checkpoint = STACK.stack().newestCheckpoint(ingest);
      jobs.startIngest(checkpoint, "--guarantee", GUARANTEE);
      awaitShare(0.65);
      killAndStart(STACK.stack().elasticsearch());
      awaitShare(0.8);
      killAndStart(STACK.stack().kafka());
      sending.get();

      Set<String> expected = expectedIds(jobs.service());
      await("all lines in the index")
          .atMost(CATCH_UP)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(() -> jobs.indexed() >= LINES);
      await("all lines committed")
          .atMost(CATCH_UP)
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> jobs.eventIds().size() >= LINES);

      List<String> committed = jobs.eventIds();
      Set<String> distinct = new HashSet<>(committed);
      assertThat(distinct).as("lost from logs, or of no line").isEqualTo(expected);
      assertThat(committed.size() - distinct.size()).as("duplicates in logs").isZero();
      List<String> indexed = jobs.indexedIds();
      assertThat(indexed).as("documents").hasSize(LINES);
      assertThat(new HashSet<>(indexed)).isEqualTo(expected);
      assertThat(jobs.deadLetters()).isEmpty();
    }
  }

  private void send(IngestFixture jobs) {
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
      List<java.util.concurrent.Future<?>> acknowledged = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        String line = "level=info msg=\"line %d of %s\" n=%d".formatted(i, jobs.service(), i);
        acknowledged.add(producer.send(jobs.line(key(jobs.service(), i), line.getBytes(UTF_8))));
        sent.incrementAndGet();
        long due = start + SENDING.toNanos() / LINES * i;
        if (i % 50 == 0 && due > System.nanoTime()) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      for (var each : acknowledged) {
        each.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException("a line was not acknowledged", e);
    }
  }

  private static String key(String service, int line) {
    return service + ":" + line;
  }

  /** The ids as documented, worked out here again: the oracle is not the code under test. */
  private static Set<String> expectedIds(String service) throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < LINES; i++) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(("key:" + key(service, i)).getBytes(UTF_8));
      ids.add(Base64.getUrlEncoder().encodeToString(hash).substring(0, 20));
    }
    return ids;
  }

  private void awaitShare(double share) {
    await("share " + share + " sent")
        .atMost(SENDING.plus(CATCH_UP))
        .until(() -> sent.get() >= share * LINES);
  }

  private static void awaitCheckpoint(String job) {
    await("a checkpoint of " + job)
        .atMost(CATCH_UP)
        .until(() -> STACK.stack().newestCheckpoint(job).isPresent());
  }

  private static void killAndStart(Server server) {
    server.kill();
    server.start();
  }
}
