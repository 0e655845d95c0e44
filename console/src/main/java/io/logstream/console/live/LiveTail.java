package io.logstream.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.ApiException;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines as they come in: from Kafka, uncommitted, so ahead of the index and of checkpoints. One
 * consumer for all who watch; it reads only while somebody does. A line is decoded once, whoever
 * asks for it.
 */
public final class LiveTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Duration PARTITIONS_AGE = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final String bootstrapServers;
  private final int most;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Object change = new Object();
  private final Thread reader = new Thread(this::run, "live-tail");
  private volatile boolean closed;

  /** A tail for so many watchers at most. */
  public LiveTail(String bootstrapServers, int most) {
    this.bootstrapServers = bootstrapServers;
    this.most = most;
    reader.setDaemon(true);
    reader.start();
  }

  /** Lines that match, from now on, until the subscription is closed. */
  public Subscription subscribe(Predicate<JsonNode> matcher) {
    synchronized (change) {
      if (subscriptions.size() >= most) {
        throw ApiException.tooMany(
            "%d live tails are open; that is as many as there may be".formatted(most));
      }
      Subscription subscription = new Subscription(matcher, subscriptions::remove);
      subscriptions.add(subscription);
      change.notifyAll();
      return subscription;
    }
  }

  private void run() {
    while (!closed) {
      try {
        awaitSubscriber();
        if (!closed) {
          read();
        }
      } catch (WakeupException e) {
        // Closed.
      } catch (KafkaException e) {
        LOG.warn("live tail: {}; it is tried again", e.getMessage());
        subscriptions.forEach(subscription -> subscription.failed(e.getMessage()));
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void awaitSubscriber() throws InterruptedException {
    synchronized (change) {
      while (subscriptions.isEmpty() && !closed) {
        change.wait();
      }
    }
  }

  private void pause() {
    try {
      synchronized (change) {
        change.wait(PAUSE_AFTER_FAILURE.toMillis());
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void read() {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      long assigned = assign(consumer, List.of());
      long lastWatched = System.nanoTime();
      while (!closed && System.nanoTime() - lastWatched < LINGER.toNanos()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          dispatch(record.value());
        }
        if (!subscriptions.isEmpty()) {
          lastWatched = System.nanoTime();
        }
        if (System.nanoTime() - assigned > PARTITIONS_AGE.toNanos()) {
          assigned = assign(consumer, List.copyOf(consumer.assignment()));
        }
      }
    }
  }

  /**
   * Takes the topic's partitions: those it has go on where they are, new ones begin at their end.
   */
  private static long assign(Consumer<byte[], byte[]> consumer, List<TopicPartition> known) {
    List<TopicPartition> all =
        consumer.partitionsFor(Topics.LOGS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (!all.equals(known)) {
      consumer.assign(all);
      consumer.seekToEnd(all.stream().filter(partition -> !known.contains(partition)).toList());
    }
    return System.nanoTime();
  }

  private void dispatch(byte[] value) {
    if (value == null || subscriptions.isEmpty()) {
      return;
    }
    try {
      JsonNode event = JSON.readTree(value);
      subscriptions.forEach(subscription -> subscription.offer(event));
    } catch (IOException e) {
      // Not an event; the index job puts it into the dead letters.
      LOG.debug("live tail: not JSON", e);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaSecurity.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted",
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                1,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    closed = true;
    synchronized (change) {
      change.notifyAll();
    }
    try {
      reader.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
