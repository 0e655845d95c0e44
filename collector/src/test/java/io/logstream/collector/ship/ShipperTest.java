package io.logstream.collector.ship;

import static io.logstream.collector.CollectorFixture.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logstream.collector.CollectorFixture;
import io.logstream.collector.outlet.FakeKafka;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipperTest {

  @TempDir Path folder;

  private CollectorFixture collector;
  private Running running;

  @BeforeEach
  void startCollector() throws IOException {
    collector = new CollectorFixture();
  }

  @AfterEach
  void stop() throws Exception {
    if (running != null) {
      running.stop();
    }
    collector.close();
  }

  private ShipOptions options(boolean isFollowing, Optional<Pattern> recordStart, String... files) {
    return new ShipOptions(
        List.of(files),
        "127.0.0.1",
        collector.address("frames").getPort(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        new ShipOptions.Labels("web-1", "shop", ""),
        recordStart,
        UTF_8,
        Packing.ZSTD,
        folder.resolve("state"),
        isFollowing,
        false,
        1 << 16,
        Duration.ofMillis(20),
        8);
  }

  /** A shipper in a thread of its own. */
  private static final class Running {
    private final AtomicBoolean isEnding = new AtomicBoolean();
    private final Thread thread;
    private volatile Exception failure;

    Running(ShipOptions options) {
      thread =
          new Thread(
              () -> {
                try (Shipper shipper = new Shipper(options)) {
                  shipper.run(isEnding::get);
                } catch (IOException | InterruptedException e) {
                  failure = e;
                }
              });
      thread.start();
    }

    void stop() throws InterruptedException {
      isEnding.set(true);
      thread.join();
      assertThat(failure).isNull();
    }
  }

  private void follow(String... files) {
    running = new Running(options(true, Optional.empty(), files));
  }

  private void shipOnce(String... files) throws Exception {
    try (Shipper shipper = new Shipper(options(false, Optional.empty(), files))) {
      shipper.run(() -> false);
    }
  }

  private List<String> values() {
    return collector.values(Topics.LOGS_RAW);
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private static void append(Path file, List<String> lines) throws IOException {
    Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void awaitLines(int count) {
    await().until(() -> values().size() >= count);
  }

  @Test
  void fileIsShippedOnceAndResumedWhereItWas() throws Exception {
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 5000));
    shipOnce(file.toString());
    assertThat(values()).isEqualTo(numbered(0, 5000));
    var record = collector.kafka().stored().get(0);
    assertThat(header(record, RawHeaders.FILE)).isEqualTo(file.toString());
    assertThat(header(record, RawHeaders.SERVICE)).isEqualTo("shop");
    assertThat(header(record, RawHeaders.KEY)).endsWith(":0");
    append(file, numbered(5000, 5010));
    shipOnce(file.toString());
    assertThat(values()).isEqualTo(numbered(0, 5010));
  }

  @Test
  void growingFileIsFollowedThroughRotationByRenaming() throws Exception {
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 10));
    follow(file.toString());
    awaitLines(10);
    Path old = folder.resolve("a.log.1");
    Files.move(file, old);
    append(old, numbered(10, 20)); // Its writer has not opened the new one yet.
    append(file, numbered(20, 30));
    awaitLines(30);
    assertThat(new TreeSet<>(values())).isEqualTo(new TreeSet<>(numbered(0, 30)));
    assertThat(values()).hasSize(30);
  }

  @Test
  void renamedFileThatThePatternMatchesTooIsNotShippedTwice() throws Exception {
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 10));
    follow(folder.resolve("a.log*").toString());
    awaitLines(10);
    Files.move(file, folder.resolve("a.log.1"));
    append(file, numbered(10, 20));
    awaitLines(20);
    append(folder.resolve("b.log"), List.of("not matched"));
    append(file, numbered(20, 21));
    awaitLines(21);
    assertThat(values()).isEqualTo(numbered(0, 21));
  }

  @Test
  void truncatedFileBeginsAnew() throws Exception {
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 100));
    follow(file.toString());
    awaitLines(100);
    Files.copy(file, folder.resolve("copy"));
    Files.write(file, List.of(), StandardOpenOption.TRUNCATE_EXISTING);
    append(file, numbered(100, 105));
    awaitLines(105);
    assertThat(values()).isEqualTo(numbered(0, 105));
    Set<String> keys = new TreeSet<>();
    collector.kafka().stored().forEach(record -> keys.add(header(record, RawHeaders.KEY)));
    assertThat(keys).as("the same places in the file, other keys").hasSize(105);
  }

  @Test
  void linkThatPointsElsewhereIsARotation() throws Exception {
    Path first = folder.resolve("2026-01-01.log");
    Path second = folder.resolve("2026-01-02.log");
    Path link = folder.resolve("current.log");
    append(first, numbered(0, 5));
    append(second, numbered(5, 10));
    Files.createSymbolicLink(link, first.getFileName());
    follow(link.toString());
    awaitLines(5);
    Files.delete(link);
    Files.createSymbolicLink(link, second.getFileName());
    awaitLines(10);
    assertThat(values()).isEqualTo(numbered(0, 10));
  }

  @Test
  void unfinishedLineWaitsForItsEnd() throws Exception {
    Path file = folder.resolve("a.log");
    Files.writeString(file, "first\nsec");
    follow(file.toString());
    awaitLines(1);
    Files.writeString(file, "ond\n", StandardOpenOption.APPEND);
    awaitLines(2);
    assertThat(values()).containsExactly("first", "second");
  }

  @Test
  void recordsOfSeveralLinesGoAsOne() throws Exception {
    Path file = folder.resolve("a.log");
    Files.writeString(file, "2026-01 boom\n\tat x\n\tat y\n2026-02 fine\n");
    try (Shipper shipper =
        new Shipper(options(false, Optional.of(Pattern.compile("^\\d{4}-")), file.toString()))) {
      shipper.run(() -> false);
    }
    assertThat(values()).containsExactly("2026-01 boom\n\tat x\n\tat y", "2026-02 fine");
  }

  @Test
  void collectorThatGoesAndComesLosesNothingAndKeysMakeEachLineOne() throws Exception {
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 2000));
    int port = collector.address("frames").getPort();
    running = new Running(options(true, Optional.empty(), file.toString()));
    awaitLines(100);
    Set<String> seen = new TreeSet<>(values());
    collector.close();
    append(file, numbered(2000, 4000));
    collector = new CollectorFixture("--frames=127.0.0.1:" + port);
    await().atMost(Duration.ofSeconds(30)).until(() -> values().contains("line 3999"));
    seen.addAll(values());
    assertThat(seen).isEqualTo(new TreeSet<>(numbered(0, 4000)));
  }

  @Test
  void whatIsSentAgainHasTheKeysThatItHad() throws Exception {
    collector.close();
    collector = new CollectorFixture("--spool-max=0", "--stop-within=100");
    collector.kafka().become(FakeKafka.Mode.HANGING);
    Path file = folder.resolve("a.log");
    append(file, numbered(0, 100));
    follow(file.toString());
    await().until(() -> Files.exists(folder.resolve("state/files.json")));
    running.stop(); // Before any answer.
    collector.close();
    collector = new CollectorFixture();
    shipOnce(file.toString());
    List<String> keys = new ArrayList<>();
    collector.kafka().stored().forEach(record -> keys.add(header(record, RawHeaders.KEY)));
    String state = Files.readString(folder.resolve("state/files.json"), UTF_8);
    assertThat(keys).hasSize(100);
    assertThat(state).contains("\"name\":\"" + keys.get(0).split(":", -1)[0] + "\"");
    assertThat(state).containsOnlyOnce("\"name\"");
  }

  @Test
  void standardInputIsShippedToItsEnd() throws Exception {
    try (Shipper shipper = new Shipper(options(false, Optional.empty(), "-"))) {
      shipper.ship(
          new ByteArrayInputStream(
              String.join("\n", numbered(0, 1000)).getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(values()).isEqualTo(numbered(0, 1000));
  }

  @Test
  void stateIsOfOneProcess() throws Exception {
    try (Shipper first = new Shipper(options(false, Optional.empty(), "x"))) {
      assertThat(first.progress().files()).isZero();
      assertThatThrownBy(() -> new Shipper(options(false, Optional.empty(), "x")))
          .isInstanceOfAny(IOException.class, java.nio.channels.OverlappingFileLockException.class);
    }
  }
}
