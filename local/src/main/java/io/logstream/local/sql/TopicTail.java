package io.logstream.local.sql;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands last in topics, as of now. */
final class TopicTail {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicTail() {}

  /**
   * The last committed records of each partition, by topic, partition and offset.
   *
   * @param most of each partition
   */
  static List<ConsumerRecord<byte[], byte[]>> of(String brokers, List<String> topics, long most) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, Math.max(first.get(partition), ends.get(partition) - most));
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(records::add);
      }
      records.sort(
          Comparator.<ConsumerRecord<byte[], byte[]>, String>comparing(ConsumerRecord::topic)
              .thenComparing(ConsumerRecord::partition)
              .thenComparing(ConsumerRecord::offset));
      return records;
    }
  }

  /** As the jobs read a record of a control topic. */
  static ControlRow controlRow(ConsumerRecord<byte[], byte[]> record) {
    ControlRow row = new ControlRow();
    row.topic = record.topic();
    row.partition = record.partition();
    row.offset = record.offset();
    row.key = bytes(record.key());
    row.value = bytes(record.value());
    return row;
  }

  /** As the ingest job reads a record of {@code logs.raw}. */
  static RawRecord rawRecord(ConsumerRecord<byte[], byte[]> record) {
    RawRecord raw = new RawRecord();
    raw.topic = record.topic();
    raw.partition = record.partition();
    raw.offset = record.offset();
    raw.timestamp = record.timestamp();
    raw.key = bytes(record.key());
    raw.value = bytes(record.value());
    Header[] headers = record.headers().toArray();
    raw.headerNames = new String[headers.length];
    raw.headerValues = new byte[headers.length][];
    for (int i = 0; i < headers.length; i++) {
      raw.headerNames[i] = headers[i].key();
      raw.headerValues[i] = bytes(headers[i].value());
    }
    return raw;
  }

  private static byte[] bytes(byte[] valueOrNull) {
    return valueOrNull == null ? new byte[0] : valueOrNull;
  }
}
