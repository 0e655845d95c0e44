package io.logstream.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.junit.StackExtension;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The collector as a process of its own before a real Kafka, and what breaks. The oracle is what a
 * consumer reads from {@code logs.raw}; each test marks its own lines.
 */
@Tag("long")
class EdgeIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final List<String> LISTENERS =
      List.of("syslog-tcp", "syslog-udp", "relp", "http", "frames", "admin");
  private static final int KILLS = 5;

  /** How long Kafka is away, and the lines a second that come meanwhile. */
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("edge.away", 5));

  private static final int RATE = Integer.getInteger("edge.rate", 2000);

  @TempDir Path folder;

  private CollectorProcess collector;

  @BeforeAll
  static void createTopics() {
    CollectorProcess.createTopics(STACK.kafka());
  }

  @BeforeEach
  void startCollector() throws IOException {
    collector =
        new CollectorProcess(
            folder,
            STACK.kafka().bootstrapServers(),
            LISTENERS,
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

  @Test
  void kafkaKilledUnderLoadLosesNothingAndTheGuardOpensAndCloses() throws Exception {
    KafkaServer kafka = STACK.kafka();
    SteadySender sender = new SteadySender(collector.port("syslog-tcp"), "outage", RATE);
    await().until(() -> collector.health().get("flow").get("storedRaw").asLong() > 100);
    kafka.kill();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> collector.health().get("guards").get(0).get("state").asText().equals("OPEN"));
    await()
        .pollDelay(AWAY)
        .atMost(AWAY.plusSeconds(30))
        .until(() -> collector.health().get("spool").get("lines").asLong() > 500);
    kafka.start();
    kafka.awaitReady();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> collector.health().get("guards").get(0).get("state").asText().equals("CLOSED"));
    int sent = sender.end();
    collector.awaitStored(sent, Duration.ofSeconds(120));
    assertThat(collector.health().get("guards").get(0).get("transitions").asLong())
        .isGreaterThanOrEqualTo(3);
    assertAllFound("outage", sent);
  }

  @Test
  void collectorKilledUnderLoadLosesNothingThatShipSends() throws Exception {
    int count = 60_000;
    try (Shipping shipping = new Shipping(folder, "killed", collector.port("frames"))) {
      List<String> lines = MarkedLines.numbered("killed", count);
      for (int kill = 0; kill < KILLS; kill++) {
        shipping.write(lines.subList(kill * count / KILLS, (kill + 1) * count / KILLS));
        killUnderLoad();
      }
      awaitAllFound("killed", count);
    }
    assertAllFound("killed", count);
  }

  /** RELP has no keys, so that what was stored and not answered may be there twice. */
  @Test
  void collectorKilledUnderLoadLosesNothingThatRsyslogSendsByRelp() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/omrelp.so")),
        "rsyslog-relp is not installed: not tried");
    int count = 30_000;
    Path file = folder.resolve("relp.log");
    Path configuration =
        Files.writeString(
            folder.resolve("relp.conf"),
            """
            global(workDirectory="%s")
            module(load="imfile")
            module(load="omrelp")
            input(type="imfile" file="%s" tag="shop:" ruleset="ship")
            ruleset(name="ship" queue.type="LinkedList" queue.size="200000") {
              action(type="omrelp" target="127.0.0.1" port="%d" rebindInterval="0"
                     action.resumeRetryCount="-1" action.resumeInterval="1")
            }
            """
                .formatted(folder, file, collector.port("relp")));
    Process rsyslog =
        new ProcessBuilder(
                "/usr/sbin/rsyslogd",
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("relp.pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("relp.said").toFile())
            .start();
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      List<String> lines = MarkedLines.numbered("relp", count);
      for (int kill = 0; kill < KILLS; kill++) {
        for (String line : lines.subList(kill * count / KILLS, (kill + 1) * count / KILLS)) {
          writer.write(line);
          writer.newLine();
        }
        writer.flush();
        killUnderLoad();
      }
      awaitAllFound("relp", count);
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }
  }

  private void killUnderLoad() throws Exception {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> collector.health().get("flow").get("received").asLong() > 1000);
    collector.kill();
    collector.start();
  }

  private static void awaitAllFound(String mark, int count) {
    await()
        .atMost(Duration.ofSeconds(150))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                MarkedLines.find(STACK.kafka().bootstrapServers(), mark).numbers().cardinality()
                    == count);
  }

  @Test
  void networkCutSlowedAndCorruptedLosesNothingThatShipSends() throws Exception {
    int count = 120_000;
    List<FaultyNetwork.State> faults =
        List.of(FaultyNetwork.State.CUT, FaultyNetwork.State.SLOW, FaultyNetwork.State.CORRUPTING);
    try (FaultyNetwork network = new FaultyNetwork(collector.port("frames"));
        Shipping shipping = new Shipping(folder, "network", network.port())) {
      List<String> lines = MarkedLines.numbered("network", count);
      int part = count / (2 * faults.size());
      int written = 0;
      for (FaultyNetwork.State fault : faults) {
        long before = collector.health().get("flow").get("received").asLong();
        shipping.write(lines.subList(written, written + part));
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> collector.health().get("flow").get("received").asLong() > before);
        network.become(fault);
        shipping.write(lines.subList(written + part, written + 2 * part));
        written += 2 * part;
        await()
            .pollDelay(Duration.ofSeconds(3))
            .atMost(Duration.ofSeconds(60))
            .until(() -> fault != FaultyNetwork.State.CORRUPTING || network.flips() > 0);
        network.become(FaultyNetwork.State.WELL);
      }
      awaitAllFound("network", count);
    }
    assertAllFound("network", count);
    assertThat(collector.health().get("transports").get("frames").get("rejected").asLong())
        .as("damaged frames that were refused")
        .isPositive();
  }

  /** A small file system of its own: who may not mount one does not try. */
  @Test
  void fullDiskMakesSendersWaitAndLosesNothing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString())
            .start();
    assumeTrue(mount.waitFor() == 0, "no leave to mount a file system: not tried");
    KafkaServer kafka = STACK.kafka();
    collector.close();
    collector =
        new CollectorProcess(
            folder,
            kafka.bootstrapServers(),
            LISTENERS,
            "--guard=timeout-ms=2000",
            "--guard=minimum-calls=5",
            "--spool=" + disk,
            "--memory=2097152");
    try {
      collector.start();
      SteadySender sender = new SteadySender(collector.port("syslog-tcp"), "disk", RATE);
      await().until(() -> collector.health().get("flow").get("storedRaw").asLong() > 100);
      kafka.kill();
      await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> collector.health().get("status").asText().equals("full"));
      assertThat(collector.health().get("spool").get("lines").asLong()).isPositive();
      kafka.start();
      kafka.awaitReady();
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> collector.health().get("status").asText().equals("ok"));
      int sent = sender.end();
      collector.awaitStored(sent, Duration.ofSeconds(60));
      assertAllFound("disk", sent);
    } finally {
      collector.close();
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }
}
