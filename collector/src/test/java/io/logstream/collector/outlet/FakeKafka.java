package io.logstream.collector.outlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** A Kafka that a test takes away, makes hang and brings back. Keeps what it acknowledged. */
public final class FakeKafka implements Supplier<Producer<byte[], byte[]>> {

  /** How it treats records. */
  public enum Mode {
    UP,
    /** Answers each record with an error. */
    DOWN,
    /** Takes records and answers none until its producer is closed. */
    HANGING
  }

  private final List<ProducerRecord<byte[], byte[]>> stored = new ArrayList<>();
  private volatile Mode mode;
  private volatile int largestValue = Integer.MAX_VALUE;

  public FakeKafka(Mode mode) {
    this.mode = mode;
  }

  public void become(Mode next) {
    mode = next;
  }

  public void refuseValuesOver(int bytes) {
    largestValue = bytes;
  }

  public List<ProducerRecord<byte[], byte[]>> stored() {
    synchronized (stored) {
      return List.copyOf(stored);
    }
  }

  @Override
  public Producer<byte[], byte[]> get() {
    return new FakeProducer();
  }

  private final class FakeProducer extends MockProducer<byte[], byte[]> {
    private final List<Callback> unanswered = new ArrayList<>();
    private boolean isClosed;

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      if (mode == Mode.DOWN) {
        throw new org.apache.kafka.common.errors.TimeoutException("no metadata");
      }
      return List.of();
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (isClosed) {
        throw new IllegalStateException("closed");
      }
      switch (mode) {
        case UP -> {
          if (record.value().length > largestValue) {
            callback.onCompletion(null, new RecordTooLargeException("too large for the topic"));
          } else {
            synchronized (stored) {
              stored.add(record);
            }
            callback.onCompletion(
                new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0), null);
          }
        }
        case DOWN -> callback.onCompletion(null, new DisconnectException("gone"));
        case HANGING -> unanswered.add(callback);
      }
      return null;
    }

    @Override
    public void close(Duration timeout) {
      List<Callback> aborted;
      synchronized (this) {
        isClosed = true;
        aborted = List.copyOf(unanswered);
        unanswered.clear();
      }
      aborted.forEach(callback -> callback.onCompletion(null, new KafkaException("closed")));
    }
  }
}
