package io.logstream.functions.normalize;

import java.util.Locale;

/**
 * One spelling for each level: {@code trace, debug, info, notice, warn, error, critical, alert,
 * emergency, fatal}.
 */
final class LogLevels {

  private LogLevels() {}

  /** The level in its one spelling; an unknown word in lower case. */
  static String normal(String level) {
    String lower = level.trim().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "trc", "finest", "verbose", "vrb", "silly", "trace1" -> "trace";
      case "d", "dbg", "fine", "finer", "debug1", "debug2", "debug3", "debug4", "debug5" -> "debug";
      case "i", "inf", "information", "informational", "log", "statement" -> "info";
      case "n" -> "notice";
      case "w", "warning", "wrn" -> "warn";
      case "e", "err", "eror", "severe" -> "error";
      case "c", "crit" -> "critical";
      case "f", "ftl", "panic" -> "fatal";
      case "emerg" -> "emergency";
      default -> lower;
    };
  }
}
