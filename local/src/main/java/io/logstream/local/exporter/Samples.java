package io.logstream.local.exporter;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gauges of one scrape in Prometheus' text format, each metric's samples together. */
final class Samples {

  private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

  /**
   * Adds a sample.
   *
   * @param labels names and values in turn
   */
  void gauge(String name, String help, double value, String... labels) {
    StringBuilder text =
        metrics.computeIfAbsent(
            name,
            key ->
                new StringBuilder()
                    .append("# HELP %s %s\n# TYPE %s gauge\n".formatted(name, help, name)));
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',')
          .append(labels[i])
          .append("=\"")
          .append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
          .append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
  }

  @Override
  public String toString() {
    return String.join("", metrics.values());
  }
}
