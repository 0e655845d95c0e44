package io.logstream.local.payment;

import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserEvent;
import io.logstream.functions.payment.BackOffice;
import io.logstream.functions.payment.LedgerEntry;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.UserEvents;
import io.logstream.functions.payment.UserStore;
import io.logstream.functions.route.KafkaRecords;
import io.logstream.functions.route.LineRouter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles payments without Flink: one member of a Kafka consumer group. A batch is decided in one
 * transaction of the file ({@link PaymentStore}); its results and the group's offsets go to Kafka
 * in one transaction after it. A member keeps its partitions through a restart (static membership),
 * and a rebalance takes from the others only what moves (cooperative protocol).
 */
public final class PaymentWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PaymentWorker.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int LARGEST_BATCH = 2_000;
  private static final long EXPIRY_NANOS = 60_000_000_000L;

  private final PaymentStore store;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final BackOffice office;
  private final List<RoutedRecord> results = new ArrayList<>();
  private final List<LedgerEntry> entries = new ArrayList<>();
  private long lastExpiry = System.nanoTime();
  private volatile boolean ending;

  /**
   * What a worker is told.
   *
   * @param brokers host:port, several with commas between
   * @param group the consumer group
   * @param instance this member's name in the group, the same after a restart
   * @param file the group's database, shared by its members on this machine
   */
  public record Options(String brokers, String group, String instance, Path file, Rules rules) {}

  public PaymentWorker(Options options) throws SQLException {
    store = new PaymentStore(options.file(), options.rules());
    consumer = consumer(options);
    producer = producer(options);
    office = new BackOffice(options.rules(), results::add, entries::add);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Options options) {
    return new KafkaConsumer<>(
        KafkaSecurity.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                options.brokers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                options.group(),
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                options.instance(),
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                // A member that is restarted within it keeps its partitions; one that died loses
                // them.
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                2_000,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                LARGEST_BATCH)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(Options options) {
    return new KafkaProducer<>(
        KafkaSecurity.with(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                options.brokers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                options.group() + "-" + options.instance(),
                // What a killed worker left open holds up readers for no longer.
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                15_000,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                60_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                15_000)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Works until {@link #end}.
   *
   * @throws org.apache.kafka.common.KafkaException if this worker was replaced by another of its
   *     name, or Kafka is away for longer than it waits; start it again
   */
  public void run() throws Exception {
    producer.initTransactions();
    consumer.subscribe(UserEvents.TOPICS);
    try {
      while (!ending) {
        ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
        if (!batch.isEmpty()) {
          work(batch);
        }
      }
    } catch (WakeupException e) {
      if (!ending) {
        throw e;
      }
    }
  }

  private void work(ConsumerRecords<byte[], byte[]> batch) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    List<RoutedRecord> written;
    try {
      store.begin();
      written = decide(batch, offsets);
      store.commit();
    } catch (Exception e) {
      store.rollback();
      throw e;
    }
    try {
      producer.beginTransaction();
      written.forEach(record -> producer.send(KafkaRecords.toSend(record)));
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (CommitFailedException e) {
      // The partitions went to others: they read these results from the file.
      LOG.info("payments: {}; the batch is left to others", e.getMessage());
      producer.abortTransaction();
      rewind();
    }
  }

  /** Back to what is committed, for the partitions that are still this worker's. */
  private void rewind() {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
    for (TopicPartition partition : consumer.assignment()) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset);
      }
    }
  }

  private List<RoutedRecord> decide(
      ConsumerRecords<byte[], byte[]> batch, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws Exception {
    List<RoutedRecord> written = new ArrayList<>();
    for (TopicPartition partition : batch.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = batch.records(partition);
      long first = records.get(0).offset();
      long next = undecided(partition, first);
      // Kafka gives out from the committed offset on: it has the results of all before.
      store.forgetResults(partition, first);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < next) {
          written.addAll(store.results(partition, record.offset()));
        } else {
          handle(record);
          store.results(partition, record.offset(), results);
          written.addAll(results);
        }
      }
      long end = records.get(records.size() - 1).offset() + 1;
      store.next(partition, Math.max(next, end));
      offsets.put(partition, new OffsetAndMetadata(end));
    }
    if (System.nanoTime() - lastExpiry > EXPIRY_NANOS) {
      lastExpiry = System.nanoTime();
      store.forgetExpired();
    }
    return written;
  }

  /** Where the file is; it must know of every partition that Kafka does not give from its start. */
  private long undecided(TopicPartition partition, long first) throws SQLException, IOException {
    OptionalLong next = store.next(partition);
    if (next.isPresent()) {
      return next.getAsLong();
    }
    Long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
    if (first > beginning) {
      throw new IOException(
          ("payments: the group is at offset %d of %s, of which the file knows nothing: expected"
                  + " the file that the group has worked with")
              .formatted(first, partition));
    }
    return first;
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) throws Exception {
    results.clear();
    entries.clear();
    UserEvent event;
    try {
      byte[] value = record.value() == null ? new byte[0] : record.value();
      event = UserEvents.read(record.topic(), value, record.timestamp());
    } catch (IOException e) {
      results.add(
          LineRouter.dead(
              KafkaRecords.raw(record), "payment", DeadReason.UNPARSABLE, e.getMessage()));
      return;
    }
    UserStore user = store.of(event.user(), results::add);
    if (event instanceof Payment payment) {
      office.pay(payment, user);
    } else if (event instanceof RideEvent ride) {
      office.follow(ride, user);
    } else {
      office.erase((UserErasure) event, user);
    }
    for (LedgerEntry entry : entries) {
      store.book(entry);
    }
  }

  /** Tells it to end; safe from any thread. */
  public void end() {
    ending = true;
    consumer.wakeup();
  }

  @Override
  public void close() throws SQLException {
    try {
      consumer.close();
      producer.close();
    } finally {
      store.close();
    }
  }
}
