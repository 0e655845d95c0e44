package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Two lines of a service, for the ingest job: a request, and one of level debug. */
final class EventProbe extends Probe {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String stream;

  EventProbe(String brokers, KafkaProducer<byte[], byte[]> producer, String stream) {
    super(brokers, Topics.LOGS, Topics.LOGS_SECURITY, Topics.LOGS_ARCHIVE, Topics.LOGS_DEAD);
    this.producer = producer;
    this.stream = stream;
  }

  @Override
  String outcome() {
    String key = stream + "-" + System.nanoTime();
    String end = "behind " + key;
    send(
        "payment",
        "nginx",
        "203.0.113.7 - - [24/Nov/2023:10:00:00 +0000] \"BREW /pot HTTP/1.1\" 200 5 \"-\" \""
            + key
            + "\"");
    send(
        "payment",
        "json",
        "{\"@timestamp\":\"2023-11-24T10:00:00Z\",\"level\":\"debug\",\"message\":\"cache of "
            + key
            + "\"}");
    send("other", "json", "{\"level\":\"info\",\"message\":\"" + end + "\"}");
    producer.flush();
    TreeSet<String> outcome = new TreeSet<>();
    for (ConsumerRecord<String, String> record :
        readUntil(record -> record.value().contains(end))) {
      if (record.value().contains(key) && !record.value().contains(end)) {
        outcome.add(
            record.topic()
                + ' '
                + record
                    .value()
                    .replace(key, "")
                    .replaceAll("\"(id|ingested|created)\":\"[^\"]*\"", ""));
      }
    }
    return String.join("\n", outcome);
  }

  private void send(String service, String format, String text) {
    ProducerRecord<byte[], byte[]> line =
        new ProducerRecord<>(Topics.LOGS_RAW, stream.getBytes(UTF_8), text.getBytes(UTF_8));
    line.headers().add(RawHeaders.SERVICE, service.getBytes(UTF_8));
    line.headers().add(RawHeaders.HOST, "web-7".getBytes(UTF_8));
    line.headers().add(RawHeaders.FORMAT, format.getBytes(UTF_8));
    producer.send(line);
  }
}
