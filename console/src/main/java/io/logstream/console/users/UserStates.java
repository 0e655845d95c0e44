package io.logstream.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.console.TopicFollower;
import io.logstream.functions.event.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The state of all users, rebuilt from the compacted topic alone and kept up with it. Documents are
 * held as they come: some 350 bytes a user.
 */
final class UserStates implements TopicFollower.Reader, AutoCloseable {

  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final TopicFollower follower;
  private Map<TopicPartition, Long> ends = Map.of();
  private volatile boolean complete;

  UserStates(String brokers) {
    this.follower = new TopicFollower(brokers, Topics.USER_STATE, this);
  }

  void start() {
    follower.start();
  }

  /** Whether all that the topic had at the start has been read. */
  boolean isComplete() {
    return complete;
  }

  /** The document of a user. */
  Optional<byte[]> of(String user) {
    return Optional.ofNullable(documents.get(user));
  }

  /** How many users there are. */
  int size() {
    return documents.size();
  }

  @Override
  public void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    consumer.seekToBeginning(partitions);
    // After a failure it goes on where it was.
    positions.forEach(consumer::seek);
    ends = consumer.endOffsets(partitions);
  }

  @Override
  public String lost() {
    return "earliest";
  }

  @Override
  public void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
    if (!complete) {
      complete = partitions.stream().allMatch(p -> positions.get(p) >= ends.get(p));
    }
  }

  @Override
  public void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String user = new String(record.key(), UTF_8);
    if (record.value() == null) {
      documents.remove(user);
    } else {
      documents.put(user, record.value());
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
