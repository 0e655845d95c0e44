package io.logstream.functions.route;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Between Kafka's records and ours. */
public final class KafkaRecords {

  private static final byte[] NOTHING = {};

  private KafkaRecords() {}

  /** A record with all that Kafka knows of it. */
  public static RawRecord raw(ConsumerRecord<byte[], byte[]> from) {
    RawRecord raw = new RawRecord();
    raw.topic = from.topic();
    raw.partition = from.partition();
    raw.offset = from.offset();
    raw.timestamp = from.timestamp();
    raw.key = orEmpty(from.key());
    raw.value = orEmpty(from.value());
    Header[] headers = from.headers().toArray();
    raw.headerNames = new String[headers.length];
    raw.headerValues = new byte[headers.length][];
    for (int i = 0; i < headers.length; i++) {
      raw.headerNames[i] = headers[i].key();
      raw.headerValues[i] = orEmpty(headers[i].value());
    }
    return raw;
  }

  /** A record of a control topic. */
  public static ControlRow controlRow(ConsumerRecord<byte[], byte[]> from) {
    ControlRow row = new ControlRow();
    row.topic = from.topic();
    row.partition = from.partition();
    row.offset = from.offset();
    row.key = orEmpty(from.key());
    row.value = orEmpty(from.value());
    return row;
  }

  /** What is sent of a record: an empty key is none. */
  public static ProducerRecord<byte[], byte[]> toSend(RoutedRecord record) {
    ProducerRecord<byte[], byte[]> to =
        new ProducerRecord<>(
            record.topic,
            null,
            Math.max(0, record.timestamp),
            record.key.length == 0 ? null : record.key,
            record.value);
    for (int i = 0; i < record.headerNames.length; i++) {
      to.headers().add(new RecordHeader(record.headerNames[i], record.headerValues[i]));
    }
    return to;
  }

  private static byte[] orEmpty(byte[] bytesOrNull) {
    return bytesOrNull == null ? NOTHING : bytesOrNull;
  }
}
