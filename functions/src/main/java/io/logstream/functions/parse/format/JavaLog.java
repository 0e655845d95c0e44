package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * Text lines of Java's loggers, as the usual patterns of Logback, Log4j, java.util.logging-like
 * layouts and Spring Boot write them: a time (with or without its date), then in any order a level,
 * a thread in brackets, a process id, a logger, then {@code -} or {@code :} and the message,
 * perhaps with a stack trace.
 *
 * <pre>
 * 12:00:00.123 [main] INFO  c.a.Shop - started
 * 2024-02-29 12:00:00,123 ERROR c.a.Shop [main] - failed
 * 2024-02-29T12:00:00.123+01:00  INFO 4711 --- [shop] [main] c.a.Shop : started
 * 12:00:00.123 INFO  c.a.Shop#115 TraceID: … SpanID: … message
 * </pre>
 */
@AutoService(Format.class)
public final class JavaLog implements Format {

  private static final String NAME = "java";
  private static final String[] LEVELS = {
    "INFO", "ERROR", "WARN", "DEBUG", "TRACE", "FATAL", "WARNING", "SEVERE"
  };

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int fit(String line, Event outer) {
    int time = timeEnd(line);
    if (time < 0) {
      return NONE;
    }
    return levelWithin(line, time, Math.min(line.length(), time + 120)) >= 0 ? LAYOUT : NONE;
  }

  /**
   * Where a time of day, with or without a date before it, ends; -1 where the line does not start
   * with one.
   */
  private static int timeEnd(String line) {
    int start = 0;
    if (line.length() > 19
        && line.charAt(4) == '-'
        && line.charAt(7) == '-'
        && (line.charAt(10) == ' ' || line.charAt(10) == 'T')) {
      start = 11;
    }
    return line.length() > start + 12
            && Cursor.isDigit(line.charAt(start))
            && Cursor.isDigit(line.charAt(start + 1))
            && line.charAt(start + 2) == ':'
            && line.charAt(start + 5) == ':'
            && Cursor.isDigit(line.charAt(start + 7))
        ? start + 8
        : -1;
  }

  private static int levelWithin(String line, int from, int to) {
    for (int i = from; i < to; i++) {
      char before = line.charAt(i);
      if (before == ' ' || before == '[' || before == '|') {
        if (levelAt(line, i + 1) != null) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private static String levelAt(String line, int at) {
    for (String level : LEVELS) {
      if (line.startsWith(level, at)) {
        int end = at + level.length();
        if (end == line.length() || " ]|:\t".indexOf(line.charAt(end)) >= 0) {
          return level;
        }
      }
    }
    return null;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (line.length() > 4 && line.charAt(4) == '-') {
      event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    } else {
      event.set(EcsField.TIMESTAMP, Timestamps.timeOnly(cursor, context));
    }
    header(cursor, line, event);
    traceIds(cursor, event);
    JavaStackTrace.split(cursor.rest(), event);
    return null;
  }

  /**
   * Reads words and brackets until the mark of the message, or until a level and a logger are known
   * and no mark follows.
   */
  private static void header(Cursor cursor, String line, Event event) throws ParseException {
    boolean isSpring = false;
    while (true) {
      cursor.skipBlanks();
      cursor.skip('|');
      cursor.skipBlanks();
      if (cursor.atEnd()) {
        break;
      }
      if (cursor.skip("--- ")) {
        isSpring = true;
        continue;
      }
      if (cursor.skip("- ") || cursor.skip("-- ") || cursor.skip(": ")) {
        break;
      }
      if (cursor.peek() == '[') {
        bracket(cursor, isSpring, event);
        continue;
      }
      int start = cursor.position();
      String level = levelAt(line, start);
      if (level != null && !event.has(EcsField.LOG_LEVEL)) {
        event.set(EcsField.LOG_LEVEL, level);
        cursor.moveTo(start + level.length());
        cursor.skip(':');
        continue;
      }
      String word = cursor.word();
      if (!event.has(EcsField.PROCESS_PID) && !event.has(EcsField.LOG_LOGGER) && isNumber(word)) {
        SyslogPriority.processId(word, event);
        continue;
      }
      boolean isLogger =
          event.has(EcsField.LOG_LEVEL) && !event.has(EcsField.LOG_LOGGER) && isLogger(word);
      if (!isLogger) {
        cursor.moveTo(start);
        break;
      }
      boolean ends = word.endsWith(":");
      logger(ends ? word.substring(0, word.length() - 1) : word, event);
      if (ends || !headerGoesOn(line, cursor.position())) {
        cursor.skip(' ');
        break;
      }
    }
    if (!event.has(EcsField.LOG_LEVEL)) {
      throw cursor.expected("a level such as INFO");
    }
  }

  /** Whether a bracket or the mark of the message follows the logger. */
  private static boolean headerGoesOn(String line, int from) {
    int i = from;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return line.startsWith("- ", i)
        || line.startsWith("-- ", i)
        || line.startsWith(": ", i)
        || line.startsWith("[", i) && line.indexOf("] - ", i) > 0;
  }

  private static void bracket(Cursor cursor, boolean isSpring, Event event) throws ParseException {
    cursor.expect('[');
    String text = cursor.until(']').strip();
    if (text.isEmpty()) {
      return;
    }
    String level = levelAt(text, 0);
    if (level != null && level.length() == text.length()) {
      event.set(EcsField.LOG_LEVEL, level);
      return;
    }
    // Spring Boot 3 puts the application's name first where one is set: "[shop] [main]".
    if (isSpring && event.has(EcsField.PROCESS_THREAD_NAME)) {
      event.set(EcsField.SERVICE_NAME, event.textOrNull(EcsField.PROCESS_THREAD_NAME));
    }
    event.set(EcsField.PROCESS_THREAD_NAME, text);
  }

  private static void logger(String word, Event event) {
    int line = Math.max(word.lastIndexOf('#'), word.lastIndexOf(':'));
    if (line > 0 && isNumber(word.substring(line + 1))) {
      event.set(EcsField.LOG_ORIGIN_FILE_LINE, Long.parseLong(word, line + 1, word.length(), 10));
      event.set(EcsField.LOG_LOGGER, word.substring(0, line));
    } else {
      event.set(EcsField.LOG_LOGGER, word);
    }
  }

  private static boolean isNumber(String word) {
    if (word.isEmpty() || word.length() > 10) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (!Cursor.isDigit(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLogger(String word) {
    boolean qualified = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '.' || c == '#' || c == ':') {
        qualified = true;
      } else if (!Character.isJavaIdentifierPart(c) && "-/[]".indexOf(c) < 0) {
        return false;
      }
    }
    return qualified || Character.isUpperCase(word.charAt(0));
  }

  /** {@code TraceID: … SpanID: …} or {@code [trace=…,span=…]} in front of the message. */
  private static void traceIds(Cursor cursor, Event event) throws ParseException {
    if (cursor.skip("TraceID: ")
        || cursor.skip("traceId: ")
        || cursor.skip("trace_id=")
        || cursor.skip("traceId=")) {
      event.set(EcsField.TRACE_ID, trimmed(cursor.word()));
      cursor.skipBlanks();
      if (cursor.skip("SpanID: ")
          || cursor.skip("spanId: ")
          || cursor.skip("span_id=")
          || cursor.skip("spanId=")) {
        event.set(EcsField.SPAN_ID, trimmed(cursor.word()));
        cursor.skipBlanks();
      }
    }
  }

  private static String trimmed(String id) {
    return id.endsWith(",") ? id.substring(0, id.length() - 1) : id;
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  @Override
  public boolean continues(String first, String next) {
    return JavaStackTrace.goesOn(next);
  }
}
