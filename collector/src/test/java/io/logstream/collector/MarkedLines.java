package io.logstream.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lines that say which of a test's they are ({@code mark-17;}), and the oracle of what became of
 * them: what a consumer reads from {@code logs.raw}.
 */
final class MarkedLines {

  private MarkedLines() {}

  /** The line of a number. */
  static String text(String mark, int number) {
    return mark + "-" + number + ";";
  }

  /** The lines from 0 on. */
  static List<String> numbered(String mark, int count) {
    return IntStream.range(0, count).mapToObj(i -> text(mark, i)).toList();
  }

  /**
   * What is in the topic under a mark.
   *
   * @param numbers of the lines
   * @param keys different idempotency keys: as many events come out
   * @param records with what was sent twice
   */
  record Found(BitSet numbers, int keys, int records) {}

  static Found find(String brokers, String mark) {
    BitSet numbers = new BitSet();
    Set<String> keys = new HashSet<>();
    int[] records = {0};
    byte[] start = (mark + "-").getBytes(UTF_8);
    consume(
        brokers,
        (record, value) -> {
          int at = indexOf(value, start);
          if (at >= 0) {
            records[0]++;
            numbers.set(number(value, at + start.length));
            keys.add(new String(record.headers().lastHeader(RawHeaders.KEY).value(), UTF_8));
          }
        });
    return new Found(numbers, keys.size(), records[0]);
  }

  private static int indexOf(byte[] value, byte[] part) {
    for (int i = 0; i <= value.length - part.length; i++) {
      if (java.util.Arrays.equals(value, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  private static int number(byte[] value, int from) {
    int number = 0;
    for (int i = from; value[i] != ';'; i++) {
      number = number * 10 + value[i] - '0';
    }
    return number;
  }

  private static void consume(
      String brokers, BiConsumer<ConsumerRecord<byte[], byte[]>, byte[]> each) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LOGS_RAW).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> each.accept(record, record.value()));
      }
    }
  }

  /** Every line is there, and under one key each, whatever was sent twice. */
  static void assertAllFound(String brokers, String mark, int count) {
    Found found = find(brokers, mark);
    BitSet missing = new BitSet();
    missing.set(0, count);
    missing.andNot(found.numbers());
    assertThat(missing)
        .as("lines of %s that were sent and are not in the topic", mark)
        .isEqualTo(new BitSet());
    assertThat(found.numbers().length())
        .as("lines of %s, none but those sent", mark)
        .isEqualTo(count);
    assertThat(found.keys()).as("a key a line, whatever was sent twice").isEqualTo(count);
  }
}
