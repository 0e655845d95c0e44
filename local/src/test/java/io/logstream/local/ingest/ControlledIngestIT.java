package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.local.LogStream;
import io.logstream.local.stack.junit.StackExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ingest job on the real servers, told what to do by rows of control topics while it runs. */
@Tag("long")
class ControlledIngestIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final int LINES = 40;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Of the job alone; an event is visible to readers of committed records with a checkpoint. */
  private static final Duration APPLIED = Duration.ofSeconds(1);

  private final AtomicInteger probes = new AtomicInteger();

  @Test
  void aReferenceRowShowsInTheNextEventsAndABadOneChangesNothing() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      String job = jobs.startIngest(Optional.empty());
      String service = jobs.service();
      probeUntil(jobs, event -> true);

      long sent = System.currentTimeMillis();
      jobs.control(Topics.CONTROL_REFERENCE, service, row(service, "shop"));
      JsonNode owned = probeUntil(jobs, event -> owner(event).equals("shop"));
      assertThat(owned.at("/event/created").asText()).isNotEmpty();
      long created = Instant.parse(owned.at("/event/created").asText()).toEpochMilli();
      assertThat(Duration.ofMillis(created - sent)).as("until it showed").isLessThan(APPLIED);

      jobs.control(Topics.CONTROL_REFERENCE, service, "{\"kind\":\"service\",\"owner\":[1]}");
      await("the bad row")
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(jobs.committed(Topics.LOGS_DEAD))
                      .anySatisfy(
                          letter -> {
                            assertThat(letter.key()).asString(UTF_8).isEqualTo(service);
                            assertThat(IngestFixture.header(letter, DeadLetterHeaders.REASON))
                                .isEqualTo(DeadReason.INVALID_CONTROL_ROW.name());
                          }));
      int probe = probe(jobs);
      assertThat(owner(awaitEvent(jobs, probe))).isEqualTo("shop");
      assertThat(jobs.restarts(job)).isZero();
    }
  }

  @Test
  void deadLettersBecomeTheirEventsOnceTheRuleIsGoneAndAreSentOnce() throws Exception {
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      jobs.startIngest(Optional.empty());
      String service = jobs.service();
      jobs.control(
          Topics.CONTROL_RULES,
          service,
          "{\"kind\":\"validation\",\"dataset\":\"logfmt\",\"mode\":\"reject\","
              + "\"required\":[\"user.email\"]}");
      await("the rule")
          .atMost(LIMIT)
          .until(
              () -> {
                probe(jobs);
                return !jobs.deadLetters().isEmpty();
              });
      int first = probes.get();
      for (int i = 0; i < LINES; i++) {
        probe(jobs);
      }
      await("all refused")
          .atMost(LIMIT)
          .until(() -> jobs.deadLetters().size() + jobs.events().size() == probes.get());
      int refused = jobs.deadLetters().size();
      assertThat(refused).isGreaterThanOrEqualTo(LINES);

      jobs.control(Topics.CONTROL_RULES, service, null);
      probeUntil(jobs, event -> Integer.parseInt(number(event)) > first + LINES);
      String[] replay = {
        "replay-dead", "--brokers", jobs.brokers(), "--service", service, "--rate", "200"
      };
      assertThat(LogStream.run(replay)).isZero();
      assertThat(LogStream.run(replay)).as("once more, with nothing to send").isZero();

      await("each line an event").atMost(LIMIT).until(() -> jobs.events().size() >= probes.get());
      assertThat(jobs.events())
          .extracting(event -> event.at("/event/id").asText())
          .doesNotHaveDuplicates()
          .hasSize(probes.get());
      List<ConsumerRecord<byte[], byte[]>> again =
          jobs.committed(Topics.LOGS_RAW).stream()
              .filter(record -> service.equals(IngestFixture.header(record, RawHeaders.SERVICE)))
              .filter(record -> !IngestFixture.header(record, RawHeaders.REPLAY_OF).isEmpty())
              .toList();
      assertThat(again)
          .extracting(record -> new String(record.value(), UTF_8))
          .containsExactlyInAnyOrderElementsOf(
              jobs.deadLetters().stream()
                  .map(letter -> new String(letter.value(), UTF_8))
                  .toList());
    }
  }

  private static String row(String service, String owner) {
    return "{\"kind\":\"service\",\"service\":\"%s\",\"owner\":\"%s\"}".formatted(service, owner);
  }

  private static String owner(JsonNode event) {
    return event.at("/logstream/service/owner").asText();
  }

  private static String number(JsonNode event) {
    return event.at("/message").asText().substring("probe ".length());
  }

  /** Sends one line and returns its number, from 1. */
  private int probe(IngestFixture jobs) {
    int number = probes.incrementAndGet();
    String line =
        "ts=2026-03-09T10:00:00Z level=info msg=\"probe %d\" caller=a.go:1".formatted(number);
    try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
      var record = jobs.line(jobs.service() + "-" + number, line.getBytes(UTF_8));
      record
          .headers()
          .add(
              RawHeaders.RECEIVED,
              Long.toString(System.currentTimeMillis() * 1_000_000).getBytes(UTF_8));
      producer.send(record);
    }
    return number;
  }

  /** Sends a line each time of asking until an event is as wanted, the first such. */
  private JsonNode probeUntil(IngestFixture jobs, Predicate<JsonNode> wanted) throws Exception {
    return await("an event as wanted")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              probe(jobs);
              return jobs.events().stream().filter(wanted).findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private static JsonNode awaitEvent(IngestFixture jobs, int number) throws Exception {
    return await("event " + number)
        .atMost(LIMIT)
        .until(
            () ->
                jobs.events().stream()
                    .filter(event -> number(event).equals(Integer.toString(number)))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
