package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Events of a service that was never seen, for the root-cause job: its feature flags are reloaded,
 * and then it fails three times. Behind them a certificate expires, of which a shipped pattern is.
 */
final class IncidentProbe extends Probe {

  /**
   * How far event time is behind. It goes on in smaller steps: where a source was idle, an operator
   * may hear of its time before it has its events, and what is not older than this is not late
   * then.
   */
  static final Duration DISORDER = Duration.ofMillis(500);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String name;
  private long time = System.currentTimeMillis();

  IncidentProbe(String brokers, KafkaProducer<byte[], byte[]> producer, String name) {
    super(brokers, Topics.INCIDENTS);
    this.producer = producer;
    this.name = name;
  }

  @Override
  String outcome() {
    time = Math.max(time, System.currentTimeMillis());
    String service = name + "-flags-" + time;
    String last = name + "-last-" + time;
    line(service, "info", "feature flags reloaded");
    for (int i = 0; i < 3; i++) {
      line(service, "error", "no such variant");
    }
    for (int i = 0; i < 3; i++) {
      line(last, "error", "certificate has expired");
    }
    producer.flush();
    TreeSet<String> outcome = new TreeSet<>();
    for (ConsumerRecord<String, String> record :
        readUntil(r -> r.value().contains(last), this::goOn)) {
      if (record.value().contains(service)) {
        outcome.add(record.value().contains("flags-then-errors") ? "flags-then-errors" : "another");
      }
    }
    return String.join(", ", outcome);
  }

  private void goOn() {
    time += DISORDER.toMillis() / 5;
    line(name, "info", "ready");
    producer.flush();
  }

  private void line(String service, String level, String message) {
    time++;
    String json =
        """
        {"@timestamp":"%s","message":"%s","log":{"level":"%s"},"service":{"name":"%s"},"event":{"id":"%s-%d"}}\
        """
            .formatted(Instant.ofEpochMilli(time), message, level, service, service, time);
    producer.send(
        new ProducerRecord<>(Topics.LOGS, 0, time, service.getBytes(UTF_8), json.getBytes(UTF_8)));
  }
}
