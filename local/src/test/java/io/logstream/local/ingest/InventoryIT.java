package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.enrich.directory.Directory;
import io.logstream.functions.enrich.directory.DirectoryEnricher;
import io.logstream.functions.event.RawHeaders;
import io.logstream.local.stack.junit.StackExtension;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Enrichment from real PostgreSQL and Redis, which go away and come back while lines flow. */
@Tag("long")
class InventoryIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final AtomicInteger lines = new AtomicInteger();

  @Test
  void eventsGoOnUnenrichedWhileBothAreDownAndAreEnrichedAgainAfterwards() throws Exception {
    String database = STACK.unique("inventory").replace('-', '_');
    STACK.postgresql().createDatabase(database);
    String url = STACK.postgresql().jdbcUrl(database);
    fill(url);
    try (IngestFixture jobs = new IngestFixture(STACK)) {
      String job =
          jobs.startIngest(
              Optional.empty(), "--inventory", url, "--inventory-cache", STACK.redis().uri());

      JsonNode before =
          await("enriched")
              .atMost(LIMIT)
              .until(() -> next(jobs, "web-1"), e -> owner(e).equals("shop"));
      assertThat(before.at("/logstream/host/asset/criticality").asText()).isEqualTo("high");
      assertThat(before.at("/logstream/source/asset/name").asText()).isEqualTo("office");

      STACK.stack().postgresql().kill();
      STACK.stack().redis().kill();
      try {
        assertThat(owner(next(jobs, "web-1"))).as("what is known stays").isEqualTo("shop");
        JsonNode without = next(jobs, "web-2");
        assertThat(owner(without)).isEmpty();
        assertThat(without.at("/tags").toString()).contains(DirectoryEnricher.UNENRICHED);
        List<String> more = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          more.add(send(jobs, "web-2"));
        }
        for (String number : more) {
          event(jobs, number);
        }
      } finally {
        STACK.postgresql();
        STACK.redis();
      }

      JsonNode after =
          await("enriched again")
              .atMost(LIMIT)
              .until(() -> next(jobs, "web-2"), e -> owner(e).equals("shop"));
      assertThat(after.at("/tags").toString()).doesNotContain(DirectoryEnricher.UNENRICHED);
      assertThat(jobs.restarts(job)).isZero();
    }
  }

  private static void fill(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        InputStream schema = Directory.class.getResourceAsStream("/inventory/postgresql.sql")) {
      statement.execute(new String(schema.readAllBytes(), UTF_8));
      statement.execute(
          "insert into asset (name, address, host, owner, criticality) values ('web-1', null,"
              + " 'web-1', 'shop', 'high'), ('web-2', null, 'web-2', 'shop', 'low'), ('all',"
              + " '10.0.0.0/8', null, 'net', 'low'), ('office', '10.4.0.0/16', null, 'net',"
              + " 'low')");
    }
  }

  private static String owner(JsonNode event) {
    return event.at("/logstream/host/asset/owner").asText();
  }

  /** Sends a line of a host, and gives its event. */
  private JsonNode next(IngestFixture jobs, String host) throws Exception {
    return event(jobs, send(jobs, host));
  }

  /** Sends a line of a host, and gives its message. */
  private String send(IngestFixture jobs, String host) {
    String number = "line " + lines.incrementAndGet();
    String text =
        "ts=2026-03-09T10:00:00Z level=info msg=\"%s\" client_ip=10.4.7.7".formatted(number);
    var line = jobs.line(jobs.service() + number, text.getBytes(UTF_8));
    line.headers().add(RawHeaders.HOST, host.getBytes(UTF_8));
    try (KafkaProducer<byte[], byte[]> producer = jobs.producer()) {
      // Always the same partition and so the same subtask: each has a cache of its own.
      producer.send(
          new ProducerRecord<>(line.topic(), 0, line.key(), line.value(), line.headers()));
    }
    return number;
  }

  private static JsonNode event(IngestFixture jobs, String number) throws Exception {
    return await(number)
        .atMost(LIMIT)
        .until(
            () ->
                jobs.events().stream()
                    .filter(event -> event.at("/message").asText().equals(number))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
