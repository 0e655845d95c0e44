package io.logstream.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of all users, rebuilt from the compacted topic alone and kept up with it. Documents are
 * held as they come: some 350 bytes a user.
 */
final class UserStates implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UserStates.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final String brokers;
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread = new Thread(this::run, "user-states");
  private final Object pause = new Object();
  private volatile boolean complete;
  private volatile boolean closed;

  UserStates(String brokers) {
    this.brokers = brokers;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
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

  private void run() {
    while (!closed) {
      try {
        read();
      } catch (InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("user states: {}; it is tried again", e.getMessage());
      }
      await();
    }
  }

  private void await() {
    try {
      synchronized (pause) {
        if (!closed) {
          pause.wait(PAUSE_AFTER_FAILURE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void read() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.USER_STATE).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        return;
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // After a failure it goes on where it was.
      positions.forEach(consumer::seek);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
        if (!complete) {
          complete = partitions.stream().allMatch(p -> positions.get(p) >= ends.get(p));
        }
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
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

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            10_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    closed = true;
    synchronized (pause) {
      pause.notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
