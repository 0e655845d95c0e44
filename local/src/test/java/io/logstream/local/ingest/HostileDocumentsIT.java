package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.IndexNames;
import io.logstream.local.stack.junit.StackExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Events that an index cannot take, on the real one: values against the mapping, a field of 50 MB,
 * ten thousand field names. Each is a dead letter that says why, or is kept without a field of the
 * mapping for each name; the events before and after it are found, and the cluster stays well.
 */
@Tag("long")
class HostileDocumentsIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int BIG = 50 << 20;
  private static final int NAMES = 10_000;
  private static final int MOST_FIELDS = 2_000;

  private IngestFixture fixture;
  private int sent;

  @Test
  void theIndexGoesOnPastWhatItCannotTake() throws Exception {
    try (IngestFixture started = new IngestFixture(STACK)) {
      fixture = started;
      takeLargeRecords();
      String job = fixture.startIndex();
      try (KafkaProducer<byte[], byte[]> producer = fixture.producer()) {
        send(producer, event("good"));
        send(producer, with("conflict of an address", "source", "ip", "no address"));
        send(producer, with("conflict of a number", "http.response", "status_code", "many"));
        send(producer, with("unknown field of the schema", "host", "nickname", "x"));
        ObjectNode big = event("big");
        big.put("large", "x".repeat(BIG));
        send(producer, big);
        ObjectNode vendor = event("vendor");
        names(vendor.putObject("hostile"), 0, NAMES);
        send(producer, vendor);
        for (int from = 0; from < NAMES; from += NAMES / 10) {
          ObjectNode wide = event("wide");
          names(wide, from, from + NAMES / 10);
          send(producer, wide);
        }
        send(producer, event("good"));
      }

      await("what can be found").atMost(LIMIT).until(() -> fixture.indexed() == sent - 4);
      assertThat(found("{\"term\":{\"hostile.name777\":\"v777\"}}")).isEqualTo(1);
      assertThat(found("{\"term\":{\"event.action\":\"good\"}}")).isEqualTo(2);
      Map<String, ConsumerRecord<byte[], byte[]>> letters = letters();
      assertThat(letters)
          .containsOnlyKeys(
              "conflict of an address",
              "conflict of a number",
              "unknown field of the schema",
              "big");
      assertSays(letters.get("conflict of an address"), "REJECTED_BY_INDEX", "source.ip");
      assertSays(letters.get("conflict of a number"), "REJECTED_BY_INDEX", "status_code");
      assertSays(letters.get("unknown field of the schema"), "REJECTED_BY_INDEX", "nickname");
      assertSays(letters.get("big"), "TOO_LARGE", "expected at most");
      assertThat(fields()).as("fields of the mapping").isBetween(100, MOST_FIELDS);
      assertThat(ask("/_cluster/health").path("status").asText()).isIn("green", "yellow");
      assertThat(fixture.restarts(job)).isZero();
    }
  }

  private static void takeLargeRecords() throws Exception {
    try (Admin admin = STACK.kafka().admin()) {
      ConfigEntry size = new ConfigEntry("max.message.bytes", Integer.toString(BIG + (1 << 20)));
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.LOGS),
                  List.of(new AlterConfigOp(size, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** An event of this test; its action says which. */
  private ObjectNode event(String action) {
    String now = Instant.now().toString();
    ObjectNode event = JSON.createObjectNode();
    event.put("@timestamp", now);
    event
        .putObject("event")
        .put("created", now)
        .put("dataset", "hostile")
        .put("id", fixture.service() + "-" + sent)
        .put("action", action);
    event.putObject("service").put("name", fixture.service());
    event.put("message", "hostile " + action);
    return event;
  }

  private ObjectNode with(String action, String object, String field, String value) {
    ObjectNode event = event(action);
    ObjectNode holder = event;
    for (String segment : object.split("\\.")) {
      holder = holder.withObjectProperty(segment);
    }
    holder.put(field, value);
    return event;
  }

  private static void names(ObjectNode object, int from, int to) {
    for (int i = from; i < to; i++) {
      object.put("name" + i, "v" + i);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, ObjectNode event) throws Exception {
    // One partition, so that they come in this order.
    producer.send(new ProducerRecord<>(Topics.LOGS, 0, null, JSON.writeValueAsBytes(event))).get();
    sent++;
  }

  private long found(String query) throws Exception {
    return fixture
        .search(
            """
            {"query":{"bool":{"filter":[{"term":{"service.name":"%s"}},%s]}}}
            """
                .formatted(fixture.service(), query),
            "_count")
        .path("count")
        .asLong();
  }

  /** The dead letters of this test by the action of their event. */
  private Map<String, ConsumerRecord<byte[], byte[]>> letters() {
    Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : fixture.committed(Topics.LOGS_DEAD)) {
      String text = new String(letter.value(), UTF_8);
      if (text.contains(fixture.service())) {
        String from = text.substring(text.indexOf("\"action\":\"") + 10);
        letters.put(from.substring(0, from.indexOf('"')), letter);
      }
    }
    return letters;
  }

  private static void assertSays(
      ConsumerRecord<byte[], byte[]> letter, String reason, String error) {
    assertThat(IngestFixture.header(letter, DeadLetterHeaders.REASON)).isEqualTo(reason);
    assertThat(IngestFixture.header(letter, DeadLetterHeaders.ERROR)).contains(error);
  }

  private static int fields() throws Exception {
    int most = 0;
    for (JsonNode index : ask("/" + IndexNames.PREFIX + "hostile-*/_mapping")) {
      most = Math.max(most, fields(index.at("/mappings/properties")));
    }
    return most;
  }

  private static int fields(JsonNode properties) {
    int count = 0;
    for (JsonNode property : properties) {
      count += property.has("properties") ? fields(property.get("properties")) : 1;
    }
    return count;
  }

  private static JsonNode ask(String path) throws Exception {
    return JSON.readTree(
        HTTP.send(
                HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }
}
