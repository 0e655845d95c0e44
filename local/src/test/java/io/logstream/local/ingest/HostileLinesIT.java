package io.logstream.local.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.local.stack.junit.StackExtension;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 20,000 hostile lines: <em>received = indexed + dead-lettered</em>, no job starts again, and each
 * dead letter says by which stage, why and from where.
 */
class HostileLinesIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final int LINES = 20_000;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void eachIsAnEventOrADeadLetter() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      STACK.elasticsearch();
      String ingest = jobs.startIngest(Optional.empty());
      String index = jobs.startIndex();
      SplittableRandom random = new SplittableRandom(20_000);
      try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
        for (int i = 0; i < LINES; i++) {
          producer.send(jobs.line(jobs.service() + i, HostileLines.line(i, random)));
        }
      }

      await("received = indexed + dead-lettered")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> jobs.indexed() + jobs.deadLetters().size() >= LINES);

      assertThat(jobs.indexed() + jobs.deadLetters().size()).isEqualTo(LINES);
      assertThat(jobs.deadLetters())
          .isNotEmpty()
          .allSatisfy(
              letter -> {
                assertThat(IngestFixture.header(letter, DeadLetterHeaders.STAGE)).isNotEmpty();
                assertThat(IngestFixture.header(letter, DeadLetterHeaders.ERROR)).isNotEmpty();
                assertThat(IngestFixture.header(letter, DeadLetterHeaders.ORIGIN))
                    .matches("logs(\\.raw)?-\\d+-\\d+");
                DeadReason.valueOf(IngestFixture.header(letter, DeadLetterHeaders.REASON));
              });
      assertThat(jobs.restarts(ingest)).as("restarts of the ingest job").isZero();
      assertThat(jobs.restarts(index)).as("restarts of the index job").isZero();
    }
  }
}
