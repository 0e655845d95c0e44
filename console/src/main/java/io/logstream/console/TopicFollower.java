package io.logstream.console;

import io.logstream.functions.event.KafkaSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed records of topics in a thread of its own for as long as the process runs. A
 * broker that is away, or a topic that is not there yet, is asked for again.
 */
public final class TopicFollower implements AutoCloseable {

  /** What is done with the topics; always called by the follower's thread. */
  public interface Reader {

    /** Goes to where reading begins; called after each failure again. */
    void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions);

    /** Where reading goes on if its place is no longer in the topic: Kafka's name for it. */
    default String lost() {
      return "latest";
    }

    /** Takes a record. */
    void take(ConsumerRecord<byte[], byte[]> record);

    /** Called when the records of a poll have been taken. */
    default void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final String brokers;
  private final List<String> topics;
  private final Reader reader;
  private final Thread thread;
  private final Object pause = new Object();
  private volatile boolean closed;

  /** A follower that has not started. */
  public TopicFollower(String brokers, String topic, Reader reader) {
    this(brokers, List.of(topic), reader);
  }

  /** One of several topics, which it reads once all of them are there. */
  public TopicFollower(String brokers, List<String> topics, Reader reader) {
    this.brokers = brokers;
    this.topics = List.copyOf(topics);
    this.reader = reader;
    thread = new Thread(this::run, "follow-" + topics.get(0));
    thread.setDaemon(true);
  }

  /** Starts to read. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        read();
      } catch (InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("{}: {}; it is tried again", topics, e.getMessage());
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

  /** Returns when one of the topics is not there yet, and when it is closed. */
  private void read() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : topics) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found.isEmpty()) {
          return;
        }
        found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      consumer.assign(partitions);
      reader.seek(consumer, partitions);
      while (!closed) {
        consumer.poll(POLL).forEach(reader::take);
        reader.polled(consumer, partitions);
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaSecurity.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                reader.lost(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000)),
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
