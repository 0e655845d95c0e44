package io.logstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private static final long TIME = Instant.parse("2026-03-09T10:00:00Z").toEpochMilli();

  private static ConsumerRecord<byte[], byte[]> letter(Map<String, String> headers) {
    RecordHeaders all = new RecordHeaders();
    headers.forEach((name, value) -> all.add(name, value.getBytes(UTF_8)));
    return new ConsumerRecord<>(
        Topics.LOGS_DEAD,
        2,
        40,
        TIME,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        "stream".getBytes(UTF_8),
        "the line\u0000".getBytes(UTF_8),
        all,
        Optional.empty());
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Test
  void aLineIsSentAgainAsItWasReceived() {
    ProducerRecord<byte[], byte[]> again =
        DeadLetters.again(
            letter(
                Map.of(
                    RawHeaders.KEY, "k",
                    RawHeaders.PEER, "p:1",
                    RawHeaders.PART, "3",
                    DeadLetterHeaders.STAGE, "parse",
                    DeadLetterHeaders.ERROR, "no",
                    DeadLetterHeaders.ORIGIN, "logs.raw-0-5")));

    assertThat(again.topic()).isEqualTo(Topics.LOGS_RAW);
    assertThat(again.key()).asString(UTF_8).isEqualTo("stream");
    assertThat(again.value()).asString(UTF_8).isEqualTo("the line\u0000");
    assertThat(again.timestamp()).isEqualTo(TIME);
    assertThat(header(again, RawHeaders.KEY)).isEqualTo("k");
    assertThat(header(again, RawHeaders.PEER)).isEqualTo("p:1");
    assertThat(header(again, RawHeaders.PART)).isEqualTo("3");
    assertThat(header(again, RawHeaders.REPLAY_OF)).isEqualTo("logs.dead-2-40");
    assertThat(header(again, DeadLetterHeaders.STAGE)).isEmpty();
  }

  @Test
  void itSaysWhereItStoodFirst() {
    assertThat(
            header(
                DeadLetters.again(
                    letter(
                        Map.of(
                            DeadLetterHeaders.STAGE, "validate",
                            DeadLetterHeaders.ORIGIN, "logs.raw-0-5"))),
                DeadLetterHeaders.ORIGIN))
        .isEqualTo("logs.raw-0-5");
    assertThat(
            header(
                DeadLetters.again(letter(Map.of(DeadLetterHeaders.STAGE, "collector"))),
                DeadLetterHeaders.ORIGIN))
        .isEqualTo("logs.dead-2-40");
  }

  @Test
  void anEventThatTheIndexRefusedGoesToTheIndexAlone() {
    ProducerRecord<byte[], byte[]> again =
        DeadLetters.again(letter(Map.of(DeadLetterHeaders.STAGE, "index")));

    assertThat(again.topic()).isEqualTo(Topics.LOGS);
  }

  @Test
  void whatIsNoLineOrNotWholeIsLeft() {
    assertThat(DeadLetters.left(letter(Map.of(DeadLetterHeaders.STAGE, "control"))))
        .contains(DeadLetters.Left.NO_LINE);
    assertThat(
            DeadLetters.left(
                letter(
                    Map.of(
                        DeadLetterHeaders.STAGE, "collector",
                        DeadLetterHeaders.REASON, "TOO_LONG"))))
        .contains(DeadLetters.Left.CUT);
    assertThat(DeadLetters.left(letter(Map.of(DeadLetterHeaders.STAGE, "parse")))).isEmpty();
  }

  @Test
  void aFilterMatchesByAllThatItNames() {
    ConsumerRecord<byte[], byte[]> letter =
        letter(
            Map.of(
                DeadLetterHeaders.STAGE, "parse",
                DeadLetterHeaders.REASON, "UNPARSABLE",
                DeadLetterHeaders.ERROR, "json: expected '{'",
                RawHeaders.SERVICE, "cart"));

    assertThat(DeadLetters.Filter.ALL.matches(letter)).isTrue();
    assertThat(filter("parse", "unparsable", "json:", "cart", "str").matches(letter)).isTrue();
    assertThat(filter("index", "", "", "", "").matches(letter)).isFalse();
    assertThat(filter("", "INVALID", "", "", "").matches(letter)).isFalse();
    assertThat(filter("", "", "xml:", "", "").matches(letter)).isFalse();
    assertThat(filter("", "", "", "shop", "").matches(letter)).isFalse();
    assertThat(filter("", "", "", "", "other").matches(letter)).isFalse();
    Instant time = Instant.ofEpochMilli(TIME);
    assertThat(new DeadLetters.Filter("", "", "", "", "", time, time.plusMillis(1)).matches(letter))
        .isTrue();
    assertThat(new DeadLetters.Filter("", "", "", "", "", Instant.EPOCH, time).matches(letter))
        .isFalse();
  }

  private static DeadLetters.Filter filter(
      String stage, String reason, String error, String service, String stream) {
    return new DeadLetters.Filter(
        stage, reason, error, service, stream, Instant.EPOCH, Instant.MAX);
  }
}
