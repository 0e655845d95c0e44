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

  /**
   * The part of the records in which a rate is taken. A job's classes are its own, so that the
   * virtual machine compiles anew for each submission: a job of some size is at its full rate after
   * half a minute. At the end some partitions are done and others not yet.
   */
  private static final double FROM = 0.5;

  private static final double TO = 0.97;

  private final Admin admin;
  private final String group;

  /** Those of a consumer group. */
  public CommittedOffsets(KafkaServer kafka, String group) {
    this.admin = kafka.admin();
    this.group = group;
  }

  private record Point(long nanos, long offset) {}

  /** Records a second in the steady part, between its first commit and its last. */
  public double rate(String topic, long records) throws Exception {
    return rate(topic, records, FROM);
  }

  /**
   * The same where the steady part begins at another part of the records; up to the first commit
   * behind it where there are less than two in it.
   */
  public double rate(String topic, long records, double from) throws Exception {
    Point first = null;
    Point last = null;
    long offset = 0;
    long end = System.nanoTime() + LIMIT.toNanos();
    for (; offset <= records * TO; offset = committed(topic)) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(
            "%s committed %d of %d records".formatted(group, offset, records));
      }
      if (offset >= records * from && (last == null || offset > last.offset())) {
        last = new Point(System.nanoTime(), offset);
        first = first == null ? last : first;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    if (last != null && last.offset() == first.offset()) {
      last = new Point(System.nanoTime(), offset);
    }
    if (last == null || last.offset() == first.offset()) {
      throw new IllegalStateException(
          "too few records for a rate: expected two checkpoints in half of them");
    }
    return (last.offset() - first.offset()) * 1e9 / (last.nanos() - first.nanos());
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
