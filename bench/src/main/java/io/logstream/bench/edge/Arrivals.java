package io.logstream.bench.edge;

import io.logstream.local.stack.KafkaServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What has come into a topic, by its end offsets, which retention leaves as they are. */
final class Arrivals implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** Nothing more for so long: nothing more comes. */
  private static final Duration QUIET = Duration.ofSeconds(20);

  private static final Duration QUIET_OF_DATAGRAMS = Duration.ofSeconds(2);

  private final Admin admin;

  Arrivals(KafkaServer kafka) {
    admin = kafka.admin();
  }

  /**
   * What had come, and when the last of it did.
   *
   * @param nanos as {@link System#nanoTime} has them
   */
  record Arrived(long records, long nanos) {}

  /** Records that ever came into a topic. */
  long in(String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        admin
            .describeTopics(java.util.List.of(topic))
            .allTopicNames()
            .get()
            .get(topic)
            .partitions()
            .stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /**
   * Waits until so many have come.
   *
   * @param isLossy whether it is well if fewer come
   */
  Arrived await(String topic, long records, boolean isLossy) throws Exception {
    Arrived last = new Arrived(in(topic), System.nanoTime());
    Duration quiet = isLossy ? QUIET_OF_DATAGRAMS : QUIET;
    while (last.records() < records) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      long now = in(topic);
      if (now > last.records()) {
        last = new Arrived(now, System.nanoTime());
      } else if (System.nanoTime() - last.nanos() > quiet.toNanos()) {
        if (isLossy) {
          return last;
        }
        throw new TimeoutException(
            "%s: expected %d records, found %d".formatted(topic, records, last.records()));
      }
    }
    return last;
  }

  @Override
  public void close() {
    admin.close();
  }
}
