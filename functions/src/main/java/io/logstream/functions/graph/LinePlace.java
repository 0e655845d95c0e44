package io.logstream.functions.graph;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The place in the code that wrote a line, where the line states it. */
final class LinePlace {

  /**
   * {@code c.example.OrderController#42}, {@code OrderController.java:42}, {@code handler.go:42}:
   * near the beginning, where layouts put it.
   */
  private static final Pattern PLACE =
      Pattern.compile("(?<![\\w.$])([A-Za-z_$][\\w.$]{2,80}(?:#|\\.[a-z]{1,4}:)\\d{1,5})(?!\\w)");

  private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL|SEVERE|CRITICAL)\\b");
  private static final int LOOKED_AT = 160;

  private LinePlace() {}

  /** The place; empty where the line states none. */
  static Optional<String> of(String line) {
    Matcher matcher = PLACE.matcher(line).region(0, Math.min(line.length(), LOOKED_AT));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether the line says that it is an error. */
  static boolean isError(String line) {
    return ERROR.matcher(line).region(0, Math.min(line.length(), LOOKED_AT)).find();
  }

  /** The line without the ids that differ in every trace, for its template. */
  static String withoutIds(String line, String traceId, String spanId) {
    return line.replace(traceId, "").replace(spanId, "");
  }
}
