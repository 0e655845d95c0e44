package io.logstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Which dead letters are meant, and what each becomes when it is sent again. */
final class DeadLetters {

  private DeadLetters() {}

  /**
   * Which letters are meant; an empty text means any.
   *
   * @param error a part of what the error says
   * @param stream a part of the source stream's name
   * @param since written at or after
   * @param until written before
   */
  record Filter(
      String stage,
      String reason,
      String error,
      String service,
      String stream,
      Instant since,
      Instant until) {

    static final Filter ALL = new Filter("", "", "", "", "", Instant.EPOCH, Instant.MAX);

    boolean matches(ConsumerRecord<byte[], byte[]> letter) {
      return is(stage, header(letter, DeadLetterHeaders.STAGE))
          && is(reason, header(letter, DeadLetterHeaders.REASON))
          && is(service, header(letter, RawHeaders.SERVICE))
          && header(letter, DeadLetterHeaders.ERROR).contains(error)
          && (stream.isEmpty()
              || letter.key() != null && new String(letter.key(), UTF_8).contains(stream))
          && !Instant.ofEpochMilli(letter.timestamp()).isBefore(since)
          && Instant.ofEpochMilli(letter.timestamp()).isBefore(until);
    }

    private static boolean is(String expected, String found) {
      return expected.isEmpty() || expected.equalsIgnoreCase(found);
    }
  }

  /** Why a letter cannot be sent again. */
  enum Left {
    /** It is no line and no event: a control row is written anew, a flow comes from its event. */
    NO_LINE,
    /** It holds only the beginning of what was refused. */
    CUT
  }

  /** Why it cannot be sent again; empty where it can. */
  static Optional<Left> left(ConsumerRecord<byte[], byte[]> letter) {
    if (topic(letter).isEmpty()) {
      return Optional.of(Left.NO_LINE);
    }
    boolean cut =
        header(letter, DeadLetterHeaders.REASON).equals(DeadReason.TOO_LONG.name())
            || header(letter, DeadLetterHeaders.ERROR).startsWith("first ");
    return cut || letter.value() == null ? Optional.of(Left.CUT) : Optional.empty();
  }

  /**
   * The record as it was received: key, bytes, time and headers. It says where it stood first, from
   * which the id follows of an event whose line has no idempotency key, so that it becomes the same
   * event however often it is sent.
   */
  static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic(letter), null, Math.max(0, letter.timestamp()), letter.key(), letter.value());
    for (Header header : letter.headers()) {
      boolean own =
          header.key().startsWith(DeadLetterHeaders.PREFIX)
              || header.key().equals(RawHeaders.REPLAY_OF);
      if (!own) {
        record.headers().add(header);
      }
    }
    String origin = header(letter, DeadLetterHeaders.ORIGIN);
    String first = origin.isEmpty() ? place(letter) : origin;
    record.headers().add(DeadLetterHeaders.ORIGIN, first.getBytes(UTF_8));
    record.headers().add(RawHeaders.REPLAY_OF, place(letter).getBytes(UTF_8));
    return record;
  }

  /** Where it was refused on its way to the next topic; empty where it is no line or event. */
  private static String topic(ConsumerRecord<byte[], byte[]> letter) {
    return switch (header(letter, DeadLetterHeaders.STAGE)) {
      case "collector", "parse", "validate" -> Topics.LOGS_RAW;
      case "index" -> Topics.LOGS;
      default -> "";
    };
  }

  /** Where it stands: {@code topic-partition-offset}. */
  static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "-" + record.offset();
  }

  /** A header as text; empty where the record lacks it. */
  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
