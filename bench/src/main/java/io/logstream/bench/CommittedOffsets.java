package io.logstream.bench;

import io.logstream.local.stack.KafkaServer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** How far a job is, by the offsets that its consumer group commits with each checkpoint. */
public final class CommittedOffsets implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Part of the records after which the rate is taken. */
  private static final double WARM = 0.15;

  private final Admin admin;
  private final String group;

  /** Those of a consumer group. */
  public CommittedOffsets(KafkaServer kafka, String group) {
    this.admin = kafka.admin();
    this.group = group;
  }

  private record Point(long nanos, long offset) {}

  /**
   * Records a second between the first commit after the warm part and the last one, at which all
   * are read or, where there is one, the one before it, since the last waits for its checkpoint.
   */
  public double rate(String topic, long records) throws Exception {
    Point first = null;
    Point last = null;
    Point beforeLast = null;
    long end = System.nanoTime() + LIMIT.toNanos();
    while (last == null || last.offset() < records) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("%s committed %s of %d records".formatted(group, last, records));
      }
      long offset = committed(topic);
      if (offset >= records * WARM && (last == null || offset > last.offset())) {
        beforeLast = last;
        last = new Point(System.nanoTime(), offset);
        first = first == null ? last : first;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    Point to = beforeLast != null && beforeLast.offset() > first.offset() ? beforeLast : last;
    if (to.offset() == first.offset()) {
      throw new IllegalStateException(
          "too few records for a rate: all were done within two checkpoints");
    }
    return (to.offset() - first.offset()) * 1e9 / (to.nanos() - first.nanos());
  }

  private long committed(String topic) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  @Override
  public void close() {
    admin.close();
  }
}
