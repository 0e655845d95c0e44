package io.logstream.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.collector.ship.ShipOptions;
import io.logstream.collector.ship.Shipper;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The collector as a process of its own before a real Kafka, and what breaks. The oracle is what a
 * consumer reads from {@code logs.raw}; each test marks its own lines.
 */
class EdgeIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @TempDir Path folder;

  private CollectorProcess collector;

  @BeforeAll
  static void createTopics() {
    STACK
        .kafka()
        .createTopics(
            List.of(
                TopicSpec.retained(Topics.LOGS_RAW, 4, Duration.ofHours(1)),
                TopicSpec.retained(Topics.LOGS_DEAD, 2, Duration.ofHours(1))));
  }

  @BeforeEach
  void startCollector() throws IOException {
    collector =
        new CollectorProcess(
            folder,
            STACK.kafka().bootstrapServers(),
            List.of("syslog-tcp", "syslog-udp", "http", "frames", "admin"),
            "--guard=timeout-ms=3000",
            "--guard=minimum-calls=5");
    collector.start();
  }

  @AfterEach
  void endCollector() {
    collector.close();
  }

  private static void assertAllFound(String mark, int count) {
    MarkedLines.assertAllFound(STACK.kafka().bootstrapServers(), mark, count);
  }

  /** Sends some lines every few milliseconds, until told to end. */
  private final class TcpSender {
    private static final int AT_ONCE = 10;
    private static final long PAUSE_NANOS = 5_000_000;

    private final AtomicBoolean isEnding = new AtomicBoolean();
    private final String mark;
    private final Thread thread;
    private volatile int sent;

    TcpSender(String mark) {
      this.mark = mark;
      thread = new Thread(this::send);
      thread.start();
    }

    private void send() {
      try (Socket socket = new Socket("127.0.0.1", collector.port("syslog-tcp"))) {
        OutputStream out = socket.getOutputStream();
        while (!isEnding.get()) {
          StringBuilder lines = new StringBuilder();
          for (int i = sent; i < sent + AT_ONCE; i++) {
            lines.append("<34>1 - web-1 app - - - ").append(MarkedLines.text(mark, i)).append('\n');
          }
          out.write(lines.toString().getBytes(UTF_8));
          out.flush();
          sent += AT_ONCE;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    int end() throws InterruptedException {
      isEnding.set(true);
      thread.join();
      return sent;
    }
  }

  @Test
  void kafkaKilledUnderLoadLosesNothingAndTheGuardOpensAndCloses() throws Exception {
    KafkaServer kafka = STACK.kafka();
    TcpSender sender = new TcpSender("outage");
    await().until(() -> collector.health().get("flow").get("storedRaw").asLong() > 100);
    kafka.kill();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> collector.health().get("guards").get(0).get("state").asText().equals("OPEN"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> collector.health().get("spool").get("lines").asLong() > 500);
    kafka.start();
    kafka.awaitReady();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> collector.health().get("guards").get(0).get("state").asText().equals("CLOSED"));
    int sent = sender.end();
    collector.awaitStored(sent, Duration.ofSeconds(60));
    assertThat(collector.health().get("guards").get(0).get("transitions").asLong())
        .isGreaterThanOrEqualTo(3);
    assertAllFound("outage", sent);
  }

  @Test
  void collectorKilledUnderLoadLosesNothingThatShipSends() throws Exception {
    int count = 60_000;
    Path file = folder.resolve("killed.log");
    AtomicBoolean isEnding = new AtomicBoolean();
    ShipOptions options =
        new ShipOptions(
            List.of(file.toString()),
            "127.0.0.1",
            collector.port("frames"),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            new ShipOptions.Labels("web-1", "", ""),
            Optional.empty(),
            UTF_8,
            Packing.LZ4,
            folder.resolve("state"),
            true,
            false,
            1 << 13,
            Duration.ofMillis(20),
            8);
    try (BufferedWriter writer = Files.newBufferedWriter(file);
        Shipper shipper = new Shipper(options)) {
      Thread shipping =
          new Thread(
              () -> {
                try {
                  shipper.run(isEnding::get);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      shipping.start();
      List<String> lines = MarkedLines.numbered("killed", count);
      for (int kill = 0; kill < 3; kill++) {
        for (String line : lines.subList(kill * count / 3, (kill + 1) * count / 3)) {
          writer.write(line);
          writer.newLine();
        }
        writer.flush();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> collector.health().get("flow").get("received").asLong() > 2000);
        collector.kill();
        collector.start();
      }
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  MarkedLines.find(STACK.kafka().bootstrapServers(), "killed")
                          .numbers()
                          .cardinality()
                      == count);
      isEnding.set(true);
      shipping.join();
    }
    assertAllFound("killed", count);
  }
}
