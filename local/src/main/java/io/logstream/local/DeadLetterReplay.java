package io.logstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters through again. What was sent and how far the letters were read is one
 * transaction, under a consumer group named by the filter: a replay that is killed goes on where it
 * was, and one that is run again with the same filter sends what came since and no letter twice.
 */
final class DeadLetterReplay {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final int LARGEST_BATCH = 500;
  private static final int LARGEST_RECORD = 100 << 20;

  private final String brokers;
  private final DeadLetters.Filter filter;

  DeadLetterReplay(String brokers, DeadLetters.Filter filter) {
    this.brokers = brokers;
    this.filter = filter;
  }

  /**
   * What a replay did.
   *
   * @param sent letters sent again, by stage and reason
   * @param left letters that match and cannot be sent again, by why
   */
  record Result(Map<String, Long> sent, Map<DeadLetters.Left, Long> left) {

    long total() {
      return sent.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Sends the letters that are there now.
   *
   * @param perSecond how many a second at most
   * @param again whether those sent before by this filter are sent once more
   */
  Result run(int perSecond, boolean again) {
    Result result = new Result(new TreeMap<>(), new TreeMap<>());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(Math.min(perSecond, LARGEST_BATCH));
        KafkaProducer<byte[], byte[]> producer = producer()) {
      Map<TopicPartition, Long> ends = assign(consumer, again);
      producer.initTransactions();
      long start = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(end -> isBefore(consumer, end))) {
        ConsumerRecords<byte[], byte[]> letters = consumer.poll(POLL);
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
          if (isMeant(letter, ends, result)) {
            // Evenly, from the start: a slow broker's delay is not made up for in a burst.
            long due = start + result.total() * 1_000_000_000L / perSecond;
            pause(due);
            producer.send(DeadLetters.again(letter));
            result.sent.merge(kind(letter), 1L, Long::sum);
          }
        }
        producer.sendOffsetsToTransaction(positions(consumer, ends), consumer.groupMetadata());
        producer.commitTransaction();
      }
    }
    return result;
  }

  /** Counts what {@link #run} would send, and sends nothing. */
  Result look(boolean again) {
    Result result = new Result(new TreeMap<>(), new TreeMap<>());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(LARGEST_BATCH)) {
      Map<TopicPartition, Long> ends = assign(consumer, again);
      while (ends.entrySet().stream().anyMatch(end -> isBefore(consumer, end))) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
          if (isMeant(letter, ends, result)) {
            result.sent.merge(kind(letter), 1L, Long::sum);
          }
        }
      }
    }
    return result;
  }

  private boolean isMeant(
      ConsumerRecord<byte[], byte[]> letter, Map<TopicPartition, Long> ends, Result result) {
    long end = ends.get(new TopicPartition(letter.topic(), letter.partition()));
    if (letter.offset() >= end || !filter.matches(letter)) {
      return false;
    }
    Optional<DeadLetters.Left> left = DeadLetters.left(letter);
    left.ifPresent(why -> result.left.merge(why, 1L, Long::sum));
    return left.isEmpty();
  }

  private static String kind(ConsumerRecord<byte[], byte[]> letter) {
    return DeadLetters.header(letter, DeadLetterHeaders.STAGE)
        + " "
        + DeadLetters.header(letter, DeadLetterHeaders.REASON);
  }

  private static void pause(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new IllegalStateException("interrupted; what was committed stays sent");
      }
    }
  }

  /** From where this filter's last replay came to, up to what is there now. */
  private Map<TopicPartition, Long> assign(KafkaConsumer<byte[], byte[]> consumer, boolean again) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.LOGS_DEAD).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (again) {
      consumer.seekToBeginning(partitions);
    }
    return consumer.endOffsets(partitions);
  }

  private static boolean isBefore(
      KafkaConsumer<byte[], byte[]> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) < end.getValue();
  }

  /** Never beyond the end as it was at the start: what came after is the next replay's. */
  private static Map<TopicPartition, OffsetAndMetadata> positions(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    ends.forEach(
        (partition, end) ->
            positions.put(
                partition, new OffsetAndMetadata(Math.min(end, consumer.position(partition)))));
    return positions;
  }

  private KafkaConsumer<byte[], byte[]> consumer(int most) {
    return new KafkaConsumer<>(
        KafkaSecurity.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // A second's letters at most, so that a transaction is short however slow the rate.
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Math.max(1, most))),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        KafkaSecurity.with(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                // One replay of a filter at a time: a second one fences the first.
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                group(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                LARGEST_RECORD)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private String group() {
    return "logstream-replay-" + UUID.nameUUIDFromBytes(filter.toString().getBytes(UTF_8));
  }
}
