package io.logstream.console.region;

import io.logstream.console.TopicFollower;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all that its topics have: at its start from their beginnings, after a failure on from where
 * it was. Of its follower's thread, but for {@link #isAtEnd}.
 */
abstract class ResumingReader implements TopicFollower.Reader {

  private final Map<TopicPartition, Long> next = new HashMap<>();
  private volatile boolean isAtEnd;

  /** Takes a record; one for which this throws is not given again. */
  abstract void read(ConsumerRecord<byte[], byte[]> record);

  @Override
  public final void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Long place = next.get(partition);
      if (place == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, place);
      }
    }
  }

  @Override
  public final String lost() {
    return "earliest";
  }

  @Override
  public final void take(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    read(record);
  }

  @Override
  public void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    isAtEnd = isAtEnd || areRead(consumer, partitions);
  }

  /** Whether all of the partitions were read to their ends, as far as the last answers said. */
  static boolean areRead(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    return partitions.stream().allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  /** Whether it was at the end of all at some time: from then on it is as good as there. */
  final boolean isAtEnd() {
    return isAtEnd;
  }
}
