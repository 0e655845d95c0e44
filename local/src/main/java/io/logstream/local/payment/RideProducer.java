package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.KafkaSecurity;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends ride traffic to Kafka at a steady rate, by an idempotent producer, keyed by user. */
public final class RideProducer implements AutoCloseable {

  /** Events sent between two looks at the clock. */
  private static final int BURST = 64;

  private final KafkaProducer<byte[], byte[]> producer;
  private final RideTraffic traffic;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile long sent;

  public RideProducer(String brokers, RideTraffic traffic) {
    this.traffic = traffic;
    producer =
        new KafkaProducer<>(
            KafkaSecurity.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.LINGER_MS_CONFIG,
                    5,
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    128 << 10,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    // A broker that is started again is back within it.
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    180_000,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    180_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends until so many are sent or it is told to end, and until the last is acknowledged.
   *
   * @param rate events a second; 0 for as fast as it goes
   * @return how many were sent
   * @throws KafkaException if one was not acknowledged
   */
  public long run(double rate, long count, BooleanSupplier isEnding) {
    long start = System.nanoTime();
    long number = 0;
    while (number < count && !isEnding.getAsBoolean() && failure.get() == null) {
      if (number % BURST == 0 && rate > 0) {
        long due = start + (long) (number / rate * 1e9);
        long early = due - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
      }
      send();
      sent = ++number;
    }
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new KafkaException("rides: a record was not acknowledged", failed);
    }
    return number;
  }

  private void send() {
    long millis = System.currentTimeMillis();
    RideTraffic.Sent next = traffic.next(millis * 1_000_000);
    producer.send(
        new ProducerRecord<>(next.topic(), null, millis, next.user().getBytes(UTF_8), next.value()),
        (acknowledged, error) -> {
          if (error != null) {
            failure.compareAndSet(null, error);
          }
        });
  }

  /** How many were sent so far. */
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    producer.close();
  }
}
