package io.logstream.collector.outlet;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Refusal;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes Kafka's records out of lines. A line without a key of its sender's gets one here, so that
 * whatever the collector sends twice (after a lost acknowledgement, or from the spool after a
 * crash) becomes one event. Safe for use by many threads.
 */
final class RawRecords {

  private static final byte[] STAGE = text("collector");

  /** What is kept of a record that Kafka itself finds too large. */
  private static final int CUT = 16 << 10;

  private final String instance;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * @param lane tells the lanes of one collector apart
   */
  RawRecords(int lane) {
    instance =
        Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX)
            + "-"
            + lane
            + "-";
  }

  ProducerRecord<byte[], byte[]> record(Line line) {
    Headers headers = new RecordHeaders(line.source().headers());
    headers.add(RawHeaders.RECEIVED, text(Long.toString(line.receivedNanos())));
    headers.add(RawHeaders.KEY, text(line.key().isEmpty() ? nextKey() : line.key()));
    line.refusal().ifPresent(refusal -> refuse(headers, refusal));
    return new ProducerRecord<>(
        line.refusal().isEmpty() ? Topics.LOGS_RAW : Topics.LOGS_DEAD,
        null,
        text(line.stream()),
        line.bytes(),
        headers);
  }

  private String nextKey() {
    return instance + Long.toString(sequence.getAndIncrement(), Character.MAX_RADIX);
  }

  /** The dead letter of a record that Kafka does not take. */
  static ProducerRecord<byte[], byte[]> refused(
      ProducerRecord<byte[], byte[]> record, Throwable error) {
    Headers headers = new RecordHeaders(record.headers());
    headers.remove(DeadLetterHeaders.STAGE);
    headers.remove(DeadLetterHeaders.REASON);
    headers.remove(DeadLetterHeaders.ERROR);
    refuse(
        headers,
        new Refusal(
            "REFUSED_BY_KAFKA",
            "kafka: %s; %d bytes, cut off at %d"
                .formatted(error.getMessage(), record.value().length, CUT)));
    byte[] value = record.value();
    return new ProducerRecord<>(
        Topics.LOGS_DEAD,
        null,
        record.key(),
        value.length > CUT ? Arrays.copyOf(value, CUT) : value,
        headers);
  }

  private static void refuse(Headers headers, Refusal refusal) {
    headers.add(DeadLetterHeaders.STAGE, STAGE);
    headers.add(DeadLetterHeaders.REASON, text(refusal.reason()));
    headers.add(DeadLetterHeaders.ERROR, text(refusal.error()));
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
