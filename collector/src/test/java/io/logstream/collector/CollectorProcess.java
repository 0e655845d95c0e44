package io.logstream.collector;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A collector as a process of its own, to be killed. It keeps its ports and its spool over a
 * restart; its log is in {@code collector.log} of its folder.
 */
final class CollectorProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<String> command;
  private final Path folder;
  private Process process;

  /**
   * A collector that has not started.
   *
   * @param listeners options that take an address, without their dashes
   * @param more other options
   */
  CollectorProcess(Path folder, String kafka, List<String> listeners, String... more) {
    this.folder = folder;
    command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Collector.class.getName(),
                "--kafka=" + kafka));
    if (Stream.of(more).noneMatch(option -> option.startsWith("--spool="))) {
      command.add("--spool=" + folder.resolve("spool"));
    }
    for (String listener : listeners) {
      ports.put(listener, freePort());
      command.add("--%s=127.0.0.1:%d".formatted(listener, ports.get(listener)));
    }
    command.addAll(List.of(more));
    // Their usual ports may be those of a collector that runs on this machine.
    for (String other : List.of("syslog-tcp", "syslog-udp", "relp", "http", "frames")) {
      String option = "--" + other + "=";
      if (command.stream().noneMatch(given -> given.startsWith(option))) {
        command.add(option + "off");
      }
    }
  }

  /** Those that a collector writes to. */
  static void createTopics(KafkaServer kafka) {
    kafka.createTopics(
        List.of(
            TopicSpec.retained(Topics.LOGS_RAW, 4, Duration.ofHours(1)),
            TopicSpec.retained(Topics.LOGS_DEAD, 2, Duration.ofHours(1))));
  }

  /** Starts it, and returns once it answers. */
  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("collector.log").toFile()))
            .start();
    await("start of a collector, or its end: see collector.log")
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> !process.isAlive() || !health().isEmpty());
    if (!process.isAlive()) {
      throw new IOException("it ended:\n" + Files.readString(folder.resolve("collector.log")));
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  int port(String listener) {
    return ports.get(listener);
  }

  URI uri(String listener, String path) {
    return URI.create("http://127.0.0.1:" + port(listener) + path);
  }

  JsonNode health() throws IOException, InterruptedException {
    return JSON.readTree(get("/health"));
  }

  /** What the endpoint of the operator answers. */
  String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri("admin", path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Waits until so many lines have come since its start, and none is under way. */
  void awaitStored(long lines, Duration atMost) {
    await()
        .atMost(atMost)
        .until(
            () -> {
              JsonNode flow = health().get("flow");
              return flow.get("received").asLong() >= lines && flow.get("inFlight").asLong() == 0;
            });
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      process.onExit().join();
    }
  }
}
