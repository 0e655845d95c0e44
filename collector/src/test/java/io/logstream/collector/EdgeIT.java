package io.logstream.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.ship.ShipOptions;
import io.logstream.collector.ship.Shipper;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The collector as a process of its own before a real Kafka, with real clients, and what breaks.
 * The oracle is what a consumer reads from {@code logs.raw}; each test marks its own lines.
 */
class EdgeIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Integer> ports = new HashMap<>();
  private Process collector;

  @BeforeAll
  static void createTopics() {
    STACK
        .kafka()
        .createTopics(
            List.of(
                TopicSpec.retained(Topics.LOGS_RAW, 4, Duration.ofHours(1)),
                TopicSpec.retained(Topics.LOGS_DEAD, 2, Duration.ofHours(1))));
  }

  private void startCollector() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Collector.class.getName(),
                "--kafka=" + STACK.kafka().bootstrapServers(),
                "--spool=" + folder.resolve("spool"),
                "--guard=timeout-ms=3000",
                "--guard=minimum-calls=5"));
    for (String listener : List.of("syslog-tcp", "syslog-udp", "http", "frames", "admin")) {
      command.add(
          "--" + listener + "=127.0.0.1:" + ports.computeIfAbsent(listener, key -> freePort()));
    }
    collector =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("collector.log").toFile()))
            .start();
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !health().isEmpty());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void endCollector() throws InterruptedException {
    collector.destroy();
    collector.waitFor();
  }

  private JsonNode health() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri("admin", "/health")).build();
    return new ObjectMapper()
        .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private URI uri(String listener, String path) {
    return URI.create("http://127.0.0.1:" + ports.get(listener) + path);
  }

  private void run(List<String> lines, String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedWriter in = process.outputWriter()) {
      for (String line : lines) {
        in.write(line);
        in.newLine();
      }
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static List<String> numbered(String mark, int count) {
    return IntStream.range(0, count).mapToObj(i -> text(mark, i)).toList();
  }

  private static String text(String mark, int number) {
    return mark + "-" + number + ";";
  }

  /** The marked texts in the topic, and how many keys and records they came in. */
  private record Found(Set<String> texts, int keys, int records) {}

  private static Found find(String mark) {
    Set<String> texts = new TreeSet<>();
    Set<String> keys = new HashSet<>();
    int records = 0;
    for (ConsumerRecord<byte[], byte[]> record : consume()) {
      String value = new String(record.value(), UTF_8);
      int start = value.indexOf(mark + "-");
      if (start >= 0) {
        records++;
        texts.add(value.substring(start, value.indexOf(';', start) + 1));
        keys.add(new String(record.headers().lastHeader(RawHeaders.KEY).value(), UTF_8));
      }
    }
    return new Found(texts, keys.size(), records);
  }

  private static List<ConsumerRecord<byte[], byte[]>> consume() {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            STACK.kafka().bootstrapServers(),
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
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  private static void assertAllFound(String mark, int count) {
    Found found = find(mark);
    assertThat(found.texts()).isEqualTo(new TreeSet<>(numbered(mark, count)));
    assertThat(found.keys()).as("a key a line, whatever was sent twice").isEqualTo(count);
  }

  @Test
  void realClientsReachKafka() throws Exception {
    startCollector();
    int count = 2000;
    String host = "127.0.0.1";
    String tcp = String.valueOf(ports.get("syslog-tcp"));
    String udp = String.valueOf(ports.get("syslog-udp"));
    run(numbered("counted", count), "logger", "-n", host, "-P", tcp, "-T", "--octet-count", "-s");
    run(numbered("lined", count), "logger", "-n", host, "-P", tcp, "-T", "--rfc3164");
    run(numbered("datagram", count), "logger", "-n", host, "-P", udp, "-d");
    run(
        numbered("posted", count),
        "curl",
        "-sf",
        "--data-binary",
        "@-",
        uri("http", "/lines").toString());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              JsonNode flow = health().get("flow");
              return flow.get("received").asLong() >= 4 * count
                  && flow.get("inFlight").asLong() == 0;
            });
    for (String mark : List.of("counted", "lined", "datagram", "posted")) {
      assertAllFound(mark, count);
    }
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
      try (Socket socket = new Socket("127.0.0.1", ports.get("syslog-tcp"))) {
        OutputStream out = socket.getOutputStream();
        while (!isEnding.get()) {
          StringBuilder lines = new StringBuilder();
          for (int i = sent; i < sent + AT_ONCE; i++) {
            lines.append("<34>1 - web-1 app - - - ").append(text(mark, i)).append('\n');
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
    startCollector();
    TcpSender sender = new TcpSender("outage");
    await().until(() -> health().get("flow").get("storedRaw").asLong() > 100);
    kafka.kill();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> health().get("guards").get(0).get("state").asText().equals("OPEN"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> health().get("spool").get("lines").asLong() > 500);
    kafka.start();
    kafka.awaitReady();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> health().get("guards").get(0).get("state").asText().equals("CLOSED"));
    int sent = sender.end();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              JsonNode flow = health().get("flow");
              return flow.get("received").asLong() == sent && flow.get("inFlight").asLong() == 0;
            });
    assertThat(health().get("guards").get(0).get("transitions").asLong()).isGreaterThanOrEqualTo(3);
    assertAllFound("outage", sent);
  }

  @Test
  void collectorKilledUnderLoadLosesNothingThatShipSends() throws Exception {
    startCollector();
    int count = 60_000;
    Path file = folder.resolve("killed.log");
    AtomicBoolean isEnding = new AtomicBoolean();
    ShipOptions options =
        new ShipOptions(
            List.of(file.toString()),
            "127.0.0.1",
            ports.get("frames"),
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
      List<String> lines = numbered("killed", count);
      for (int kill = 0; kill < 3; kill++) {
        for (String line : lines.subList(kill * count / 3, (kill + 1) * count / 3)) {
          writer.write(line);
          writer.newLine();
        }
        writer.flush();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> health().get("flow").get("received").asLong() > 2000);
        collector.destroyForcibly().waitFor();
        startCollector();
      }
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> find("killed").texts().size() == count);
      isEnding.set(true);
      shipping.join();
    }
    assertAllFound("killed", count);
  }
}
