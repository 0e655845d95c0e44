package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;

/** A Java exception printed behind a message: {@code com.acme.Failure: reason}, frames, causes. */
final class JavaStackTrace {

  private JavaStackTrace() {}

  /**
   * Sets {@code message} to the first lines and {@code error.*} to the trace that follows, where
   * one does.
   */
  static void split(String text, Event event) {
    int newline = text.indexOf('\n');
    if (newline < 0) {
      event.set(EcsField.MESSAGE, text);
      return;
    }
    int trace = traceStart(text, newline);
    if (trace < 0) {
      event.set(EcsField.MESSAGE, text);
      return;
    }
    event.set(EcsField.MESSAGE, text.substring(0, Math.max(trace - 1, 0)).stripTrailing());
    set(text.substring(trace), event);
  }

  /** Sets {@code error.*} from a trace that starts with the exception's class. */
  static void set(String trace, Event event) {
    int end = trace.indexOf('\n');
    String head = end < 0 ? trace : trace.substring(0, end);
    head = head.startsWith("Caused by: ") ? head.substring(11) : head;
    int colon = head.indexOf(": ");
    event.set(EcsField.ERROR_TYPE, (colon < 0 ? head : head.substring(0, colon)).strip());
    if (colon > 0) {
      event.set(EcsField.ERROR_MESSAGE, head.substring(colon + 2).strip());
    }
    event.set(EcsField.ERROR_STACK_TRACE, trace.stripTrailing());
  }

  /**
   * The start of the line with the exception's class: the first one that is a class name, before
   * the first frame.
   */
  private static int traceStart(String text, int newline) {
    for (int start = newline + 1;
        start > 0 && start < text.length();
        start = text.indexOf('\n', start) + 1) {
      if (isClassLine(text, start)) {
        return start;
      }
      if (isContinuation(text.substring(start, Math.min(text.length(), start + 16)))) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isClassLine(String text, int start) {
    int i = start;
    int dots = 0;
    while (i < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(i)) || text.charAt(i) == '.')) {
      if (text.charAt(i) == '.') {
        dots++;
      }
      i++;
    }
    return dots > 0
        && i > start
        && (i == text.length()
            || text.charAt(i) == ':'
            || text.charAt(i) == '\n'
            || text.charAt(i) == '\r');
  }

  /**
   * Whether a line is a frame, a cause, or a count of frames left out, and so belongs to the line
   * before.
   */
  static boolean isContinuation(String line) {
    int i = 0;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
      i++;
    }
    return i > 0
            && (line.startsWith("at ", i)
                || line.startsWith("... ", i)
                    && i + 4 < line.length()
                    && Cursor.isDigit(line.charAt(i + 4)))
        || line.startsWith("Caused by: ")
        || line.startsWith("Suppressed: ", i);
  }

  /**
   * Whether a line that follows a logger's line belongs to it: a frame, the class of the exception,
   * a further line of a message; anything that does not itself start as a record does, with a time,
   * a priority, a bracket or a brace.
   */
  static boolean goesOn(String line) {
    if (line.isEmpty() || isContinuation(line)) {
      return true;
    }
    char c = line.charAt(0);
    if (Cursor.isDigit(c) || c == '<' || c == '{' || c == '[') {
      return false;
    }
    return !startsWithMonth(line) && JavaLevels.at(line, 0) == null;
  }

  private static boolean startsWithMonth(String line) {
    return line.length() > 6
        && line.charAt(3) == ' '
        && (Cursor.isDigit(line.charAt(4)) || line.charAt(4) == ' ')
        && "JanFebMarAprMayJunJulAugSepOctNovDec".indexOf(line.substring(0, 3)) % 3 == 0;
  }
}
