package io.logstream.bench.failover;

import io.logstream.bench.Schedule;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records at a steady rate, each acknowledged, until it is closed. */
final class Load implements AutoCloseable {

  private final CompletableFuture<Long> sending;
  private volatile boolean isEnding;

  Load(String brokers, long perSecond, LongFunction<ProducerRecord<byte[], byte[]>> record) {
    sending = CompletableFuture.supplyAsync(() -> send(brokers, perSecond, record));
  }

  private long send(
      String brokers, long perSecond, LongFunction<ProducerRecord<byte[], byte[]>> record) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Schedule schedule = new Schedule(perSecond);
      long sent = 0;
      while (!isEnding) {
        schedule.await(sent);
        producer.send(record.apply(sent++));
      }
      producer.flush();
      return sent;
    }
  }

  /** Ends it. Returns how many were sent. */
  long end() {
    isEnding = true;
    return sending.join();
  }

  @Override
  public void close() {
    end();
  }
}
