package io.logstream.collector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lines and bytes a second of each transport, over the latest {@value #SECONDS} s or so. */
final class Rates {

  static final int SECONDS = 5;

  private record Point(long nanos, long lines, long bytes) {}

  private record Rate(double lines, double bytes) {}

  private final CollectorMetrics metrics;
  private final Map<String, Point> points = new ConcurrentHashMap<>();
  private final Map<String, Rate> rates = new ConcurrentHashMap<>();

  Rates(CollectorMetrics metrics) {
    this.metrics = metrics;
  }

  /** Called every {@value #SECONDS} s. */
  void tick() {
    long now = System.nanoTime();
    metrics
        .transports()
        .forEach(
            (name, transport) -> {
              Point point = new Point(now, transport.lines(), transport.bytes());
              Point before = points.put(name, point);
              if (before != null) {
                double seconds = (now - before.nanos()) / 1e9;
                rates.put(
                    name,
                    new Rate(
                        (point.lines() - before.lines()) / seconds,
                        (point.bytes() - before.bytes()) / seconds));
              }
            });
  }

  double linesPerSecond(String transport) {
    return rates.getOrDefault(transport, new Rate(0, 0)).lines();
  }

  double bytesPerSecond(String transport) {
    return rates.getOrDefault(transport, new Rate(0, 0)).bytes();
  }
}
