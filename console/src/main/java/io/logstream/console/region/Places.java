package io.logstream.console.region;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a follower has come: after a failure it goes on there, at its start at the beginning. Of
 * one thread, but for {@link #isAtEnd}.
 */
final class Places {

  private final Map<TopicPartition, Long> next = new HashMap<>();
  private volatile boolean isAtEnd;

  void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Long place = next.get(partition);
      if (place == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, place);
      }
    }
  }

  void took(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** Whether all of the partitions were read to their ends, as far as the last answers said. */
  static boolean areRead(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    return partitions.stream().allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    isAtEnd = isAtEnd || areRead(consumer, partitions);
  }

  /** Whether it was at the end of all at some time: from then on it is as good as there. */
  boolean isAtEnd() {
    return isAtEnd;
  }
}
