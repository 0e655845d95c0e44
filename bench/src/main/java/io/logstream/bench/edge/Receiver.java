package io.logstream.bench.edge;

import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that takes lines from the network to a topic: a process, whose time is measured. */
final class Receiver implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 50_000_000;

  private final String name;
  private final String topic;
  private final Map<String, Integer> ports;
  private final Process process;

  /**
   * Starts it, and returns once it takes connections.
   *
   * @param topic that its lines go to
   * @param ports by what listens there; {@code tcp} is waited for
   */
  Receiver(String name, String topic, Map<String, Integer> ports, List<String> command, Path log)
      throws IOException {
    this.name = name;
    this.topic = topic;
    this.ports = ports;
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      awaitConnections(log);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void awaitConnections(Path log) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!takesConnections()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new StackException(name + " does not listen; it said: " + Files.readString(log));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean takesConnections() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port("tcp")), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String name() {
    return name;
  }

  String topic() {
    return topic;
  }

  int port(String listener) {
    return ports.get(listener);
  }

  /** Seconds of processors that it has used, all its threads together. */
  double coreSeconds() {
    return process
            .info()
            .totalCpuDuration()
            .orElseThrow(() -> new StackException("no processor time of " + name))
            .toNanos()
        / 1e9;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
