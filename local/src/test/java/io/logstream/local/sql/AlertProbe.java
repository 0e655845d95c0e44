package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.event.Topics;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Flows of hosts that were never seen, for the threat job: one that is refused 40 times and one 70
 * times, one that talks to an address, one to a port.
 */
final class AlertProbe extends Probe {

  private static final AtomicInteger HOSTS = new AtomicInteger();
  private static final long NANOS = 1_000_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final FlowJson json = new FlowJson();
  private int flows;

  AlertProbe(String brokers, KafkaProducer<byte[], byte[]> producer) {
    super(brokers, Topics.ALERTS);
    this.producer = producer;
  }

  @Override
  String outcome() {
    String refused40 = host();
    String refused70 = host();
    String toAddress = host();
    String toPort = host();
    String last = host();
    for (int i = 0; i < 70; i++) {
      if (i < 40) {
        flow(refused40, "192.0.2.7", 443, "", Verdict.DENIED);
      }
      flow(refused70, "192.0.2.7", 443, "", Verdict.DENIED);
    }
    flow(toAddress, "198.51.100.66", 443, "", Verdict.ALLOWED);
    flow(toPort, "192.0.2.9", 4444, "", Verdict.ALLOWED);
    flow(last, "192.0.2.9", 443, "ssh", Verdict.ALLOWED);
    producer.flush();
    TreeSet<String> outcome = new TreeSet<>();
    for (ConsumerRecord<String, String> record : readUntil(r -> last.equals(r.key()))) {
      String kind = record.value().replaceFirst(".*?\"kind\":\"([^\"]*)\".*", "$1");
      if (refused40.equals(record.key())) {
        outcome.add("refused 40 times: " + kind);
      } else if (refused70.equals(record.key())) {
        outcome.add("refused 70 times: " + kind);
      } else if (toAddress.equals(record.key())) {
        outcome.add("to the address: " + kind);
      } else if (toPort.equals(record.key())) {
        outcome.add("to the port: " + kind);
      }
    }
    return String.join(", ", outcome);
  }

  private static String host() {
    int number = HOSTS.incrementAndGet();
    return "10.77.%d.%d".formatted(number / 200, number % 200 + 1);
  }

  private void flow(String from, String to, int port, String protocol, Verdict verdict) {
    long now = System.currentTimeMillis();
    boolean isDenied = verdict == Verdict.DENIED;
    Flow flow =
        new Flow(
            from + '-' + ++flows,
            Layer.CONNECTION,
            "",
            now * NANOS,
            NANOS,
            "tcp",
            protocol,
            new Endpoint(from, 40_000 + flows % 10_000, 300, 3),
            new Endpoint(to, port, 900, 3),
            verdict,
            isDenied ? State.REJECTED : State.ESTABLISHED,
            Names.NONE,
            "",
            "test");
    producer.send(
        new ProducerRecord<>(Topics.FLOWS, 0, now, from.getBytes(UTF_8), json.write(flow)));
  }
}
