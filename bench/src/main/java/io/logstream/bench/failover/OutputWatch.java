package io.logstream.bench.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A job's output topic, read twice at the same time: as it is written, for the times at which each
 * input stream's output came (the broker's, so the topic keeps those), and as it is committed, for
 * what came and how often.
 */
final class OutputWatch implements AutoCloseable {

  /** No more silence than between two batches of a sink that is well. */
  private static final long LEAST_GAP_MILLIS = 50;

  private static final Duration POLL = Duration.ofMillis(50);

  private record Gap(long from, long to) {}

  private final String brokers;
  private final String topic;
  private final Pattern pattern;
  private final long[] last;
  private final BitSet[] seen;
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isEnding;
  private long duplicated;

  /**
   * Watches from now on.
   *
   * @param pattern finds the input stream's number and the record's number within it, in this order
   */
  OutputWatch(String brokers, String topic, Pattern pattern, int streams) {
    this.brokers = brokers;
    this.topic = topic;
    this.pattern = pattern;
    last = new long[streams];
    seen = new BitSet[streams];
    for (int i = 0; i < streams; i++) {
      seen[i] = new BitSet();
    }
    follow("read_uncommitted", this::written);
    follow("read_committed", this::committed);
  }

  private void follow(String isolation, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "isolation.level",
                isolation,
                "max.poll.records",
                "5000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    Thread thread =
        new Thread(
            () -> {
              try (consumer) {
                while (!isEnding) {
                  consumer.poll(POLL).forEach(action);
                }
              }
            },
            "watch-" + topic);
    thread.start();
    threads.add(thread);
  }

  private synchronized void written(ConsumerRecord<byte[], byte[]> record) {
    Matcher found = pattern.matcher(new String(record.value(), UTF_8));
    if (found.find()) {
      int stream = Integer.parseInt(found.group(1));
      long now = record.timestamp();
      if (last[stream] > 0 && now - last[stream] > LEAST_GAP_MILLIS) {
        gaps.add(new Gap(last[stream], now));
      }
      last[stream] = Math.max(last[stream], now);
    }
  }

  private synchronized void committed(ConsumerRecord<byte[], byte[]> record) {
    Matcher found = pattern.matcher(new String(record.value(), UTF_8));
    if (found.find()) {
      BitSet numbers = seen[Integer.parseInt(found.group(1))];
      int number = Integer.parseInt(found.group(2));
      if (numbers.get(number)) {
        duplicated++;
      }
      numbers.set(number);
    }
  }

  /** Whether output of every stream was written within that time. */
  synchronized boolean isFlowing(Duration within) {
    long since = System.currentTimeMillis() - within.toMillis();
    for (long each : last) {
      if (each < since) {
        return false;
      }
    }
    return true;
  }

  /** The longest silence of any stream that reaches into a time, in milliseconds. */
  synchronized long silence(long from, long to) {
    return gaps.stream()
        .filter(gap -> gap.to() > from && gap.from() < to)
        .mapToLong(gap -> gap.to() - gap.from())
        .max()
        .orElse(0);
  }

  /** How many numbers were committed. */
  synchronized long committed() {
    long count = 0;
    for (BitSet numbers : seen) {
      count += numbers.cardinality();
    }
    return count;
  }

  /** How many were committed more than once. */
  synchronized long duplicated() {
    return duplicated;
  }

  @Override
  public void close() {
    isEnding = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
