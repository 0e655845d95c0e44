package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;

/** A traceback printed by Python: the innermost call and the exception stand last. */
final class PythonTraceback {

  private static final String START = "Traceback (most recent call last)";

  private PythonTraceback() {}

  /** Sets {@code message} to what stands before a traceback, and {@code error.*} from it. */
  static void split(String text, Event event) {
    int start = text.indexOf("\n" + START);
    if (start < 0) {
      if (!event.has(EcsField.MESSAGE)) {
        event.set(EcsField.MESSAGE, text);
      }
      return;
    }
    if (!event.has(EcsField.MESSAGE)) {
      event.set(EcsField.MESSAGE, text.substring(0, start));
    }
    set(text.substring(start + 1), event);
  }

  /** Sets {@code error.*}: the exception of the last line that names one. */
  static void set(String trace, Event event) {
    event.set(EcsField.ERROR_STACK_TRACE, trace.stripTrailing());
    int end = trace.stripTrailing().length();
    while (end > 0) {
      int start = trace.lastIndexOf('\n', end - 1) + 1;
      String line = trace.substring(start, end);
      if (isException(line) && start > 0) {
        int colon = line.indexOf(": ");
        event.set(EcsField.ERROR_TYPE, colon < 0 ? line.strip() : line.substring(0, colon));
        event.set(EcsField.ERROR_MESSAGE, colon < 0 ? "" : line.substring(colon + 2).strip());
        return;
      }
      end = start - 1;
    }
  }

  /** A dotted name with a capital in its last part, alone or before a colon. */
  private static boolean isException(String line) {
    int i = 0;
    int last = 0;
    while (i < line.length()
        && (Character.isJavaIdentifierPart(line.charAt(i)) || line.charAt(i) == '.')) {
      if (line.charAt(i) == '.') {
        last = i + 1;
      }
      i++;
    }
    return i > last
        && Character.isUpperCase(line.charAt(last))
        && (i == line.length() || line.startsWith(": ", i) || line.charAt(i) == ':');
  }

  /**
   * Whether a line belongs to the record before: frames, the exception, what chains two of them;
   * behind other lines of the logger a traceback only.
   */
  static boolean goesOn(String first, String next) {
    if (next.startsWith(START)
        || next.startsWith("  ")
        || next.startsWith("\t")
        || next.startsWith("During handling of the above exception")
        || next.startsWith("The above exception was the direct cause")) {
      return true;
    }
    return next.isEmpty()
        ? first.startsWith(START)
        : isException(next) && !next.startsWith("INFO") && !isLevel(next);
  }

  private static boolean isLevel(String line) {
    int colon = line.indexOf(':');
    return colon > 0
        && switch (line.substring(0, colon)) {
          case "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL" -> true;
          default -> false;
        };
  }
}
