package io.logstream.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The most memory that a collector used over a time, as its own figures have it. */
final class MemoryWatch implements AutoCloseable {

  private static final long BETWEEN_LOOKS_NANOS = 100_000_000;

  private final CollectorProcess collector;
  private final AtomicBoolean isEnding = new AtomicBoolean();
  private final Thread thread;
  private volatile long heap;
  private volatile long queue;
  private volatile long network;

  MemoryWatch(CollectorProcess collector) {
    this.collector = collector;
    thread = new Thread(this::watch, "memory");
    thread.start();
  }

  private void watch() {
    while (!isEnding.get()) {
      try {
        String metrics = collector.get("/metrics");
        heap = Math.max(heap, sum(metrics, "jvm_memory_used_bytes{area=\"heap\""));
        queue = Math.max(queue, sum(metrics, "logstream_collector_queue_bytes"));
        network = Math.max(network, sum(metrics, "logstream_collector_network_bytes"));
      } catch (IOException e) {
        // A collector that is gone is noticed by the test.
      } catch (InterruptedException e) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** The sum of the figures whose lines begin so. */
  static long sum(String metrics, String start) {
    return (long)
        metrics
            .lines()
            .filter(line -> line.startsWith(start))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  /** Bytes of lines and of what becomes lines. */
  long queue() {
    return queue;
  }

  /** What the process had at most in memory since its start, as the system counts it. */
  private long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + collector.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return "heap %d, queue %d, network %d, resident %d MiB at most"
        .formatted(heap >> 20, queue >> 20, network >> 20, resident() >> 20);
  }

  @Override
  public void close() {
    isEnding.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
