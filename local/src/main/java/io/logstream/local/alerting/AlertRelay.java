package io.logstream.local.alerting;

import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardOptions;
import io.logstream.functions.route.KafkaRecords;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.threat.Severity;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic {@code alerts} for one output, in order, and has each delivered before the next.
 *
 * <p>It takes all partitions itself rather than as a member of a group: an output that is down for
 * an hour costs no membership. Its offsets stand under its group's name; a second relay of the same
 * name would tell twice.
 *
 * <p>received = told + known + below + refused + malformed, once it has ended.
 */
public final class AlertRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AlertRelay.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String STAGE = "alert-output";

  private final AlertOutput output;
  private final AlertDelivery delivery;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> dead;
  private final Map<AlertDelivery.Outcome, LongAdder> outcomes =
      new EnumMap<>(AlertDelivery.Outcome.class);
  private final LongAdder received = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * @param group under which offsets stand, with the output's name behind
   * @param least alerts below it are not told
   */
  AlertRelay(String brokers, String group, Severity least, ToldAlerts told, AlertOutput output) {
    this.output = output;
    Guard guard = new Guard(output.name(), GuardOptions.defaults());
    guard.onTransition(change -> LOG.warn("output {}: {}", output.name(), change));
    delivery = new AlertDelivery(output, guard, told, least, this::pause);
    for (AlertDelivery.Outcome outcome : AlertDelivery.Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    consumer =
        new KafkaConsumer<>(
            KafkaSecurity.with(
                Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    ConsumerConfig.GROUP_ID_CONFIG,
                    group + "-" + output.name(),
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    "read_committed",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    100)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    dead =
        new KafkaProducer<>(
            KafkaSecurity.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private void pause(Duration time) throws InterruptedException {
    synchronized (ending) {
      if (!ending.get()) {
        ending.wait(time.toMillis());
      }
    }
  }

  /** Relays until {@link #end}. */
  public void run() throws IOException, SQLException, InterruptedException {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.ALERTS).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    while (!ending.get()) {
      ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : batch) {
        if (!relay(record)) {
          break;
        }
        done.put(
            new TopicPartition(record.topic(), record.partition()),
            new OffsetAndMetadata(record.offset() + 1));
      }
      if (!done.isEmpty()) {
        consumer.commitSync(done);
      }
    }
  }

  /** Whether the record is done with. */
  private boolean relay(ConsumerRecord<byte[], byte[]> record)
      throws IOException, SQLException, InterruptedException {
    received.increment();
    AlertNotice notice;
    try {
      notice = AlertNotice.read(record.value());
    } catch (IOException e) {
      malformed.increment();
      letter(record, DeadReason.UNPARSABLE, e.getMessage());
      return true;
    }
    AlertDelivery.Outcome outcome = delivery.deliver(notice, ending::get);
    outcomes.get(outcome).increment();
    if (outcome == AlertDelivery.Outcome.REFUSED) {
      letter(
          record, DeadReason.REJECTED_BY_OUTPUT, output.name() + " refused alert " + notice.id());
    }
    return outcome != AlertDelivery.Outcome.ENDED;
  }

  private void letter(ConsumerRecord<byte[], byte[]> record, DeadReason reason, String error)
      throws IOException, InterruptedException {
    RoutedRecord letter = LineRouter.dead(KafkaRecords.raw(record), STAGE, reason, error);
    try {
      dead.send(KafkaRecords.toSend(letter)).get();
    } catch (ExecutionException e) {
      throw new IOException("logs.dead: " + e.getCause().getMessage(), e);
    }
  }

  /** What became of the alerts, for people. */
  public String summary() {
    return "%s: %d received: %d told, %d told before, %d below, %d refused, %d malformed"
        .formatted(
            output.name(),
            received.sum(),
            outcomes.get(AlertDelivery.Outcome.TOLD).sum(),
            outcomes.get(AlertDelivery.Outcome.KNOWN).sum(),
            outcomes.get(AlertDelivery.Outcome.BELOW).sum(),
            outcomes.get(AlertDelivery.Outcome.REFUSED).sum(),
            malformed.sum());
  }

  /** Tells it to end; safe from any thread. */
  public void end() {
    synchronized (ending) {
      ending.set(true);
      ending.notifyAll();
    }
  }

  @Override
  public void close() throws IOException {
    consumer.close();
    dead.close();
    output.close();
  }
}
