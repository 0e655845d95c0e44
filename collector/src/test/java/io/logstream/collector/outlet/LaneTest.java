package io.logstream.collector.outlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.collector.CollectorMetrics;
import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Source;
import io.logstream.collector.spool.Spool;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardOptions;
import io.logstream.functions.resilience.GuardState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {

  private static final Source SOURCE = Source.by("syslog+tcp").peer("192.0.2.7", 514).build();

  @TempDir Path folder;

  private final CollectorMetrics metrics = new CollectorMetrics();
  private final Gate gate = new Gate(1 << 20);
  private final Guard guard =
      new Guard(
          "kafka",
          GuardOptions.from(
              "",
              Map.of(
                  "window-calls", "4",
                  "minimum-calls", "2",
                  "timeout-ms", "200",
                  "open-ms", "50",
                  "probes", "1",
                  "concurrency", "100000")));
  private final List<String> safe = Collections.synchronizedList(new ArrayList<>());
  private final List<String> abandoned = Collections.synchronizedList(new ArrayList<>());
  private Lane lane;

  private Lane start(FakeKafka kafka, long spoolBytes) throws IOException {
    lane =
        new Lane(
            0, kafka, guard, gate, Spool.open(folder.resolve("spool"), spoolBytes, 4096), metrics);
    lane.start();
    return lane;
  }

  @AfterEach
  void stop() {
    lane.stop(Duration.ofMillis(500));
    lane.close();
  }

  private void offer(String text) {
    lane.offer(
        new Parcel(
            List.of(Line.of(SOURCE, text.getBytes(StandardCharsets.UTF_8), 1L)),
            new Receipt() {
              @Override
              public void stored() {
                safe.add(text);
              }

              @Override
              public void abandoned(String why) {
                abandoned.add(text);
              }
            }));
    metrics.transport("syslog+tcp").received(1, text.length());
  }

  private static List<String> values(FakeKafka kafka) {
    return kafka.stored().stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private void assertNothingUnaccountedFor() {
    assertThat(metrics.received() + metrics.recovered())
        .isEqualTo(
            metrics.storedRaw()
                + metrics.storedDead()
                + lane.pendingLines()
                + lane.spool().lines());
    assertThat(gate.held() == 0).isEqualTo(lane.pendingLines() == 0);
  }

  @Test
  void linesGoToKafkaInOrderWithTheirHeaders() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
    start(kafka, 1 << 20);
    numbered(0, 100).forEach(this::offer);
    await().until(() -> safe.size() == 100);
    assertThat(values(kafka)).isEqualTo(numbered(0, 100));
    ProducerRecord<byte[], byte[]> record = kafka.stored().get(0);
    assertThat(record.topic()).isEqualTo(Topics.LOGS_RAW);
    assertThat(text(record.key())).isEqualTo("192.0.2.7");
    assertThat(header(record, RawHeaders.TRANSPORT)).isEqualTo("syslog+tcp");
    assertThat(header(record, RawHeaders.PEER)).isEqualTo("192.0.2.7:514");
    assertThat(header(record, RawHeaders.RECEIVED)).isEqualTo("1");
    assertThat(kafka.stored().stream().map(r -> header(r, RawHeaders.KEY)).distinct()).hasSize(100);
    assertNothingUnaccountedFor();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return text(record.headers().lastHeader(name).value());
  }

  @Test
  void withKafkaAwayLinesAreSafeInTheSpoolAndFollowInOrder() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
    start(kafka, 1 << 20);
    numbered(0, 10).forEach(this::offer);
    await().until(() -> values(kafka).size() == 10);

    kafka.become(FakeKafka.Mode.DOWN);
    numbered(10, 200).forEach(this::offer);
    await().until(() -> safe.size() == 200);
    await().until(() -> guard.state() != GuardState.CLOSED);
    assertThat(lane.spool().lines()).isEqualTo(190);
    assertNothingUnaccountedFor();

    kafka.become(FakeKafka.Mode.UP);
    numbered(200, 300).forEach(this::offer);
    await().until(() -> kafka.stored().size() == 300 && lane.spool().lines() == 0);
    assertThat(values(kafka)).isEqualTo(numbered(0, 300));
    await().until(() -> guard.state() == GuardState.CLOSED);
    numbered(300, 310).forEach(this::offer);
    await().until(() -> kafka.stored().size() == 310);
    assertNothingUnaccountedFor();
  }

  @Test
  void kafkaThatHangsIsLeftAfterTheTimeOut() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.HANGING);
    start(kafka, 1 << 20);
    numbered(0, 50).forEach(this::offer);
    await().until(() -> safe.size() == 50);
    assertThat(kafka.stored()).isEmpty();
    kafka.become(FakeKafka.Mode.UP);
    await().until(() -> kafka.stored().size() == 50);
    assertThat(values(kafka)).isEqualTo(numbered(0, 50));
    await().untilAsserted(this::assertNothingUnaccountedFor);
  }

  @Test
  void withoutRoomAnywhereSendersWaitAndNothingIsLost() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.DOWN);
    start(kafka, 0);
    List<Boolean> gateSaid = Collections.synchronizedList(new ArrayList<>());
    gate.onChange(gateSaid::add);
    List<String> lines = numbered(0, 6000);
    lines.forEach(this::offer);
    assertThat(gate.isOpen()).isFalse();
    assertThat(safe).isEmpty();
    kafka.become(FakeKafka.Mode.UP);
    await().until(() -> safe.size() == 6000);
    assertThat(values(kafka)).isEqualTo(lines);
    assertThat(gate.isOpen()).isTrue();
    assertThat(gateSaid).containsExactly(false, true);
    assertNothingUnaccountedFor();
  }

  @Test
  void recordThatKafkaRefusesGoesToTheDeadLettersAndTheGuardStaysClosed() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
    kafka.refuseValuesOver(20_000);
    start(kafka, 1 << 20);
    for (int i = 0; i < 10; i++) {
      offer("x".repeat(30_000));
    }
    offer("good");
    await().until(() -> safe.size() == 11);
    assertThat(guard.state()).isEqualTo(GuardState.CLOSED);
    assertThat(metrics.storedDead()).isEqualTo(10);
    ProducerRecord<byte[], byte[]> dead =
        kafka.stored().stream()
            .filter(record -> record.topic().equals(Topics.LOGS_DEAD))
            .findFirst()
            .orElseThrow();
    assertThat(header(dead, DeadLetterHeaders.STAGE)).isEqualTo("collector");
    assertThat(header(dead, DeadLetterHeaders.REASON)).isEqualTo("REFUSED_BY_KAFKA");
    assertThat(header(dead, DeadLetterHeaders.ERROR)).contains("30000 bytes, cut off at 16384");
    assertNothingUnaccountedFor();
  }

  @Test
  void stopPutsWhatKafkaHasNotAcknowledgedIntoTheSpoolForTheNextProcess() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.HANGING);
    guard.reconfigure(GuardOptions.from("", Map.of("timeout-ms", "60000")));
    start(kafka, 1 << 20);
    numbered(0, 20).forEach(this::offer);
    lane.stop(Duration.ofMillis(100));
    lane.close();
    assertThat(safe).hasSize(20);

    FakeKafka next = new FakeKafka(FakeKafka.Mode.UP);
    start(next, 1 << 20);
    await().until(() -> next.stored().size() == 20);
    assertThat(values(next)).isEqualTo(numbered(0, 20));
    assertThat(metrics.recovered()).isEqualTo(20);
  }

  @Test
  void stopWithoutRoomTellsSendersThatTheirLinesAreNotSafe() throws IOException {
    start(new FakeKafka(FakeKafka.Mode.DOWN), 0);
    numbered(0, 5).forEach(this::offer);
    lane.stop(Duration.ofMillis(100));
    lane.close();
    assertThat(safe).isEmpty();
    assertThat(abandoned).isEqualTo(numbered(0, 5));
    assertThat(gate.held()).isZero();
  }

  @Test
  void operatorWhoOpensTheGuardSendsAllToTheSpool() throws IOException {
    FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
    start(kafka, 1 << 20);
    offer("line 0");
    await().until(() -> kafka.stored().size() == 1);
    guard.forceOpen();
    numbered(1, 10).forEach(this::offer);
    await().until(() -> safe.size() == 10);
    assertThat(kafka.stored()).hasSize(1);
    guard.release();
    await().until(() -> kafka.stored().size() == 10);
    assertThat(values(kafka)).isEqualTo(numbered(0, 10));
  }
}
