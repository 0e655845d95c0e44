package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;

/**
 * What stands in front of the message of a Java logger's line, in whatever order the pattern has
 * it: time, level, thread, process, logger, ids of the trace.
 */
final class JavaHeader {

  private final String line;
  private final Cursor cursor;
  private final ParseContext context;

  private long time = Long.MIN_VALUE;
  private String level;
  private String thread;
  private String logger;
  private String function;
  private String application;
  private String pid;
  private String traceId;
  private String spanId;
  private String diagnostic;
  private long loggerLine = -1;
  private boolean isSpring;

  JavaHeader(String line, Cursor cursor, ParseContext context) {
    this.line = line;
    this.cursor = cursor;
    this.context = context;
  }

  /** Reads up to the message, where it leaves the cursor. */
  void read() throws ParseException {
    while (next()) {
      // Each step takes one part of the header.
    }
    if (level == null) {
      throw cursor.expected("a level such as INFO");
    }
    ids();
  }

  /** Takes one part; false where the message starts. */
  private boolean next() throws ParseException {
    cursor.skipBlanks();
    while (cursor.skip('|') || cursor.skip('\n')) {
      cursor.skipBlanks();
    }
    if (cursor.atEnd()) {
      return false;
    }
    if (cursor.skip("--- ")) {
      isSpring = true;
      return true;
    }
    if (cursor.skip("- ") || cursor.skip("-- ") || cursor.skip(": ")) {
      // ZooKeeper has a dash in front of the level too.
      return level == null;
    }
    int start = cursor.position();
    char c = cursor.peek();
    if (time == Long.MIN_VALUE) {
      int at = c == '[' ? start + 1 : start;
      JavaTimes.Shape shape = JavaTimes.shape(line, at);
      if (shape != null) {
        cursor.moveTo(at);
        time = JavaTimes.read(shape, cursor, context);
        cursor.skip(']');
        if (shape == JavaTimes.Shape.MONTH_FIRST) {
          return source();
        }
        return true;
      }
    }
    if (c == '[') {
      return bracket();
    }
    if (c == '(' && level != null && thread == null && line.indexOf(") ", start) > 0) {
      cursor.skip('(');
      thread = cursor.until(')');
      cursor.skip(' ');
      return logger == null;
    }
    String levelHere = level == null ? JavaLevels.at(line, start) : null;
    if (levelHere != null) {
      level = levelHere;
      cursor.moveTo(start + level.length());
      return !(cursor.skip(": ") && logger != null);
    }
    return word(start);
  }

  /** java.util.logging: {@code com.acme.Shop open}, then the level on the next line. */
  private boolean source() throws ParseException {
    cursor.skipBlanks();
    int start = cursor.position();
    int end = line.indexOf('\n', start);
    if (end < 0) {
      return true;
    }
    String source = line.substring(start, end).strip();
    int blank = source.indexOf(' ');
    logger = blank < 0 ? source : source.substring(0, blank);
    function = blank < 0 ? null : source.substring(blank + 1);
    cursor.moveTo(end);
    return true;
  }

  private boolean word(int start) throws ParseException {
    String word = cursor.word();
    if (pid == null && logger == null && isNumber(word)) {
      pid = word;
      return true;
    }
    if (level == null || logger != null || !isLogger(word)) {
      cursor.moveTo(start);
      return false;
    }
    boolean ends = word.endsWith(":");
    logger(ends ? word.substring(0, word.length() - 1) : word);
    if (ends || !goesOn(cursor.position())) {
      cursor.skip(' ');
      return false;
    }
    return true;
  }

  /** Whether a bracket or the mark of the message follows the logger. */
  private boolean goesOn(int from) {
    int i = from;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return line.startsWith("- ", i)
        || line.startsWith("-- ", i)
        || line.startsWith(": ", i)
        || line.startsWith("| ", i)
        || line.startsWith("[", i) && line.indexOf("] - ", i) > 0;
  }

  private boolean bracket() throws ParseException {
    int start = cursor.position();
    int close = line.indexOf(']', start);
    if (close < 0) {
      return false;
    }
    // A bracket behind the logger belongs to the message unless the mark of the message follows.
    if (logger != null && level != null && !goesOn(start)) {
      return false;
    }
    String text = line.substring(start + 1, close).strip();
    cursor.moveTo(close + 1);
    boolean parenthesisFollows = line.startsWith(" (", close + 1);
    String levelHere = level == null ? JavaLevels.at(text, 0) : null;
    if (text.isEmpty()) {
      return true;
    }
    if (levelHere != null && levelHere.length() == text.length()) {
      level = levelHere;
    } else if (level != null && parenthesisFollows && logger == null) {
      logger(text);
    } else if (!trace(text)) {
      named(text);
    }
    return true;
  }

  private void named(String text) {
    int at = text.lastIndexOf('@');
    int colon = text.lastIndexOf(':', at);
    if (at > 0 && colon > 0 && isNumber(text.substring(at + 1))) {
      // ZooKeeper: [main:QuorumPeer@123].
      thread = text.substring(0, colon);
      logger(text.substring(colon + 1, at) + "#" + text.substring(at + 1));
    } else if (isSpring && thread != null) {
      // Spring Boot 3 puts the application's name first where one is set: "[shop] [main]".
      application = thread;
      thread = text;
    } else if (thread == null) {
      thread = text;
    } else if (logger == null && level != null && text.indexOf('.') > 0 && isLogger(text)) {
      logger(text);
    } else {
      diagnostic = text;
    }
  }

  /** Ids in brackets, as Spring's Sleuth and Micrometer and the agents' contexts put them there. */
  private boolean trace(String text) {
    int comma = text.indexOf(',');
    if (comma >= 0 && text.indexOf('=') < 0) {
      String[] parts = text.split(",", -1);
      if (parts.length >= 3 && isId(parts[1]) && isId(parts[2])) {
        application = parts[0];
        traceId = parts[1];
        spanId = parts[2];
        return true;
      }
      if (parts.length >= 3 && parts[1].isEmpty() && parts[2].isEmpty()) {
        application = parts[0];
        return true;
      }
      return false;
    }
    int dash = text.indexOf('-');
    if (dash == 32 && isId(text.substring(0, dash)) && isId(text.substring(dash + 1))) {
      traceId = text.substring(0, dash);
      spanId = text.substring(dash + 1);
      return true;
    }
    if (text.indexOf('=') > 0 && text.toLowerCase(java.util.Locale.ROOT).contains("trace")) {
      for (String pair : text.split("[, ]+")) {
        id(
            pair.substring(0, Math.max(pair.indexOf('='), 0)),
            pair.substring(pair.indexOf('=') + 1));
      }
      return traceId != null;
    }
    return false;
  }

  private void id(String key, String value) {
    if (value.isEmpty()) {
      return;
    }
    switch (key.replace("_", "").replace(".", "").toLowerCase(java.util.Locale.ROOT)) {
      case "trace", "traceid" -> traceId = value;
      case "span", "spanid" -> spanId = value;
      default -> {}
    }
  }

  /** Whether a text is 16 or 32 hexadecimal digits. */
  private static boolean isId(String text) {
    String id = text.strip();
    if (id.length() != 16 && id.length() != 32) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (Character.digit(id.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code TraceID: … SpanID: …} or {@code traceId=… spanId=…} in front of the message. */
  private void ids() throws ParseException {
    for (int i = 0; i < 2; i++) {
      int start = cursor.position();
      int colon = start;
      while (colon < line.length() && colon - start < 10 && isIdName(line.charAt(colon))) {
        colon++;
      }
      if (colon == start || colon + 1 >= line.length() || ":=".indexOf(line.charAt(colon)) < 0) {
        return;
      }
      String key = line.substring(start, colon).replace("_", "").toLowerCase(java.util.Locale.ROOT);
      if (!key.equals("traceid") && !key.equals("spanid")) {
        return;
      }
      cursor.moveTo(colon + 1);
      cursor.skipBlanks();
      if (cursor.atEnd()) {
        return;
      }
      String value = cursor.word();
      id(key, value.endsWith(",") ? value.substring(0, value.length() - 1) : value);
      cursor.skipBlanks();
    }
  }

  private static boolean isIdName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private void logger(String word) {
    int mark = Math.max(word.lastIndexOf('#'), word.lastIndexOf(':'));
    String behind = mark < 0 ? "" : word.substring(mark + 1);
    if (mark > 0 && isNumber(behind)) {
      loggerLine = Values.number(behind);
      logger = word.substring(0, mark);
    } else if (mark > 0 && word.charAt(mark) == '#') {
      function = behind;
      logger = word.substring(0, mark);
    } else {
      logger = word;
    }
  }

  static boolean isNumber(String word) {
    return word.length() <= 10 && Values.number(word) >= 0;
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

  /** Sets what was read. */
  void into(Event event) {
    if (time != Long.MIN_VALUE) {
      event.set(EcsField.TIMESTAMP, time);
    }
    event.set(EcsField.LOG_LEVEL, level);
    event.set(EcsField.LOG_LOGGER, logger);
    event.set(EcsField.LOG_ORIGIN_FUNCTION, function);
    event.set(EcsField.SERVICE_NAME, application);
    event.set(EcsField.TRACE_ID, traceId);
    event.set(EcsField.SPAN_ID, spanId);
    event.vendor("java.context", diagnostic);
    if (loggerLine >= 0) {
      event.set(EcsField.LOG_ORIGIN_FILE_LINE, loggerLine);
    }
    if (thread != null && thread.startsWith("id=") && isNumber(thread.substring(3))) {
      Values.number(event, EcsField.PROCESS_THREAD_ID, thread.substring(3));
    } else {
      event.set(EcsField.PROCESS_THREAD_NAME, thread);
    }
    SyslogPriority.processId(pid, event);
  }
}
