package io.logstream.console.results;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.ApiException;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What people say of incidents and alerts, kept in topic {@code feedback}: the last word holds. */
final class Feedback implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> VERDICTS =
      Set.of("right", "wrong", "acknowledged", "benign", "malicious", "closed");
  private static final int LONGEST = 2_000;
  private static final long WITHIN_MS = 5_000;

  private final String bootstrapServers;
  private Producer<byte[], byte[]> producer;

  Feedback(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Reads and keeps it.
   *
   * @param subject {@code incidents/ID} or {@code alerts/ID}
   * @return as it is kept
   */
  ObjectNode put(String subject, String body) {
    ObjectNode feedback = read(subject, body);
    try {
      producer()
          .send(
              new ProducerRecord<>(
                  Topics.FEEDBACK, subject.getBytes(UTF_8), JSON.writeValueAsBytes(feedback)))
          .get(WITHIN_MS, TimeUnit.MILLISECONDS);
      return feedback;
    } catch (JsonProcessingException | ExecutionException | TimeoutException e) {
      throw ApiException.unavailable("feedback was not kept: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the console ends");
    }
  }

  static ObjectNode read(String subject, String body) {
    JsonNode given;
    try {
      given = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw ApiException.badRequest("feedback", "expected JSON: " + e.getOriginalMessage());
    }
    String verdict = given.path("verdict").asText();
    if (!VERDICTS.contains(verdict)) {
      throw ApiException.badRequest(
          "feedback", "verdict: expected one of %s, found \"%s\"".formatted(VERDICTS, verdict));
    }
    String note = given.path("note").asText("");
    String cause = given.path("cause").asText("");
    if (note.length() > LONGEST || cause.length() > LONGEST) {
      throw ApiException.badRequest(
          "feedback", "expected a note and a cause of at most " + LONGEST + " characters");
    }
    return JSON.createObjectNode()
        .put("v", 1)
        .put("subject", subject)
        .put("verdict", verdict)
        .put("cause", cause)
        .put("note", note)
        .put("at", Instant.now().toString());
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              KafkaSecurity.with(
                  Map.of(
                      ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                      bootstrapServers,
                      ProducerConfig.MAX_BLOCK_MS_CONFIG,
                      WITHIN_MS,
                      ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                      ByteArraySerializer.class,
                      ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                      ByteArraySerializer.class)));
    }
    return producer;
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
