package io.logstream.collector.outlet;

import io.logstream.collector.CollectorMetrics;
import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Cargo on its way to Kafka. Ends when Kafka has answered for each record: then either all are
 * stored and the receipt has been told, or {@link #unstored} has those that are not.
 *
 * <p>A record that Kafka refuses for what it is goes to the dead letters at once, in its place.
 */
final class Shipment {

  private final Cargo cargo;
  private final Producer<byte[], byte[]> producer;
  private final Guard.Permit permit;
  private final CollectorMetrics metrics;
  private final Runnable onEnd;
  private final long start = System.nanoTime();
  private final AtomicInteger unanswered;
  private final List<ProducerRecord<byte[], byte[]>> records;
  private final Exception[] errors;

  private volatile boolean isRefused;
  private volatile boolean isEnded;
  private volatile boolean isStored;

  /**
   * @param onEnd called in Kafka's thread; must not block
   */
  Shipment(
      Cargo cargo,
      Producer<byte[], byte[]> producer,
      Guard.Permit permit,
      CollectorMetrics metrics,
      Runnable onEnd) {
    this.cargo = cargo;
    this.producer = producer;
    this.permit = permit;
    this.metrics = metrics;
    this.onEnd = onEnd;
    this.records = new ArrayList<>(cargo.records());
    this.unanswered = new AtomicInteger(records.size());
    this.errors = new Exception[records.size()];
  }

  /** Hands the records to Kafka, up to the first for which it is not there. */
  void send() {
    for (int i = 0; i < errors.length; i++) {
      Exception before = i == 0 ? null : errors[i - 1];
      if (before != null && KafkaAnswer.of(before) == KafkaAnswer.UNAVAILABLE) {
        answered(i, records.get(i), before);
      } else {
        send(i);
      }
    }
  }

  private void send(int at) {
    ProducerRecord<byte[], byte[]> record = records.get(at);
    try {
      producer.send(record, (metadata, error) -> answered(at, record, error));
    } catch (RuntimeException e) {
      answered(at, record, e);
    }
  }

  private void answered(int at, ProducerRecord<byte[], byte[]> record, Exception errorOrNull) {
    switch (KafkaAnswer.of(errorOrNull)) {
      case STORED -> metrics.stored(record.topic(), 1);
      case RECORD_REFUSED -> {
        if (record.topic().equals(Topics.LOGS_RAW)) {
          isRefused = true;
          records.set(at, RawRecords.refused(record, errorOrNull));
          send(at);
          return;
        }
        errors[at] = errorOrNull;
      }
      case UNAVAILABLE -> errors[at] = errorOrNull;
    }
    // The last decrement publishes what the others wrote before theirs.
    if (unanswered.decrementAndGet() == 0) {
      end();
    }
  }

  private void end() {
    Exception failure = null;
    for (Exception error : errors) {
      failure = error == null ? failure : error;
    }
    if (failure != null) {
      permit.failed(failure);
    } else {
      if (isRefused) {
        permit.refused();
      } else {
        permit.succeeded();
      }
      metrics.acknowledged(System.nanoTime() - start);
      isStored = true;
      cargo.receipt().stored();
    }
    isEnded = true;
    onEnd.run();
  }

  Cargo cargo() {
    return cargo;
  }

  boolean isEnded() {
    return isEnded;
  }

  boolean isStored() {
    return isStored;
  }

  /** Gives up waiting: the guard learns of a failure, whatever Kafka answers later. */
  void timedOut(Exception error) {
    permit.failed(error);
  }

  long ageNanos() {
    return System.nanoTime() - start;
  }

  /** After its end: what is not stored, in order. */
  List<ProducerRecord<byte[], byte[]>> unstored() {
    List<ProducerRecord<byte[], byte[]>> rest = new ArrayList<>();
    for (int i = 0; i < errors.length; i++) {
      if (errors[i] != null) {
        rest.add(records.get(i));
      }
    }
    return rest;
  }
}
