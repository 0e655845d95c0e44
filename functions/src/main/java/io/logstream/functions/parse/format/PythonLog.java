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
 * Text lines of Python's loggers, and its tracebacks.
 *
 * <pre>
 * 2024-02-29 12:00:00,123 - shop.cart - ERROR - failed           the manual's example
 * ERROR:shop.cart:failed                                         basicConfig
 * [2024-02-29 12:00:00,123: INFO/MainProcess] started            Celery
 * [2024-02-29 12:00:00 +0000] [4711] [INFO] Booting worker       Gunicorn
 * [2024-02-29T12:00:00.123+0000] {dag.py:42} INFO - run          Airflow
 * 2024-02-29 12:00:00.123 | INFO     | shop.cart:add:42 - added  Loguru
 * 2024-02-29 12:00:00 [info     ] added            item=7        structlog
 * INFO:     10.0.0.9:51234 - "GET / HTTP/1.1" 200 OK             Uvicorn
 * Traceback (most recent call last): …                           the interpreter
 * </pre>
 */
@AutoService(Format.class)
public final class PythonLog implements Format {

  private static final String NAME = "python";
  private static final String TRACEBACK = "Traceback (most recent call last)";
  private static final String[] LEVELS = {
    "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "WARN", "FATAL", "SUCCESS", "TRACE"
  };

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "0123456789[TDIWECFS";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith(TRACEBACK)) {
      return MARK;
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '[' -> bracketFit(line);
      case 'D', 'I', 'W', 'E', 'C', 'F', 'S', 'T' -> levelFirstFit(line);
      default -> timeFirstFit(line);
    };
  }

  private static int bracketFit(String line) {
    if (JavaTimes.shape(line, 1) != JavaTimes.Shape.ISO) {
      return NONE;
    }
    int close = line.indexOf(']');
    if (close < 0 || close > 60) {
      return NONE;
    }
    boolean celery =
        line.indexOf('/') > 20
            && line.indexOf('/') < close
            && levelAt(line, line.lastIndexOf(' ', close) + 1) != null;
    boolean gunicorn = line.startsWith("] [", close) && Cursor.isDigit(charAt(line, close + 3));
    boolean airflow = line.startsWith("] {", close);
    return celery || gunicorn || airflow ? FIELDS : NONE;
  }

  private static char charAt(String line, int at) {
    return at < line.length() ? line.charAt(at) : '\0';
  }

  private static int levelFirstFit(String line) {
    String level = levelAt(line, 0);
    if (level == null || charAt(line, level.length()) != ':') {
      return NONE;
    }
    int next = level.length() + 1;
    if (line.startsWith("     ", next)) {
      return LAYOUT;
    }
    // basicConfig: a logger's name without blanks, and a colon.
    int colon = line.indexOf(':', next);
    if (colon <= next || colon - next > 100) {
      return NONE;
    }
    for (int i = next; i < colon; i++) {
      char c = line.charAt(i);
      if (!Character.isJavaIdentifierPart(c) && c != '.' && c != '-') {
        return NONE;
      }
    }
    return LAYOUT;
  }

  private static int timeFirstFit(String line) {
    if (JavaTimes.shape(line, 0) != JavaTimes.Shape.ISO) {
      return NONE;
    }
    int end = timeEnd(line);
    if (line.startsWith(" - ", end)) {
      int dash = line.indexOf(" - ", end + 3);
      return dash > 0 && dash < end + 120 && levelAt(line, dash + 3) != null
          ? LAYOUT + 2
          : levelAt(line, end + 3) != null ? LAYOUT + 1 : NONE;
    }
    if (line.startsWith(" | ", end)) {
      String level = levelAt(line, end + 3);
      int bar = line.indexOf("| ", end + 4);
      return level != null && bar > 0 && line.indexOf(" - ", bar) > 0 ? LAYOUT + 2 : NONE;
    }
    if (line.startsWith(" [", end)) {
      int close = line.indexOf(']', end);
      return close == end + 11 && Character.isLowerCase(charAt(line, end + 2)) ? LAYOUT + 2 : NONE;
    }
    return NONE;
  }

  /** Where the fraction and the zone behind the time of day end. */
  private static int timeEnd(String line) {
    int i = 19;
    while (i < line.length()
        && (Cursor.isDigit(line.charAt(i)) || ".,Z+:".indexOf(line.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  private static String levelAt(String line, int at) {
    for (String level : LEVELS) {
      int end = at + level.length();
      if (line.startsWith(level, at)
          && (end >= line.length() || !Character.isLetterOrDigit(line.charAt(end)))) {
        return level;
      }
    }
    return null;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (cursor.looksAt(TRACEBACK)) {
      PythonTraceback.set(line, event);
      event.set(EcsField.MESSAGE, line);
      event.set(EcsField.LOG_LEVEL, "error");
      return null;
    }
    if (cursor.peek() == '[') {
      bracket(line, cursor, context, event);
    } else if (Cursor.isDigit(cursor.peek())) {
      timeFirst(line, cursor, context, event);
    } else {
      levelFirst(line, cursor, event);
    }
    PythonTraceback.split(cursor.rest().stripLeading(), event);
    return null;
  }

  private static void bracket(String line, Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    cursor.expect('[');
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    if (cursor.skip(": ")) {
      event.set(EcsField.LOG_LEVEL, cursor.until('/'));
      event.set(EcsField.PROCESS_NAME, cursor.until(']'));
      return;
    }
    cursor.expect("] ");
    if (cursor.skip('[')) {
      SyslogPriority.processId(cursor.until(']'), event);
      cursor.expect(" [");
      event.set(EcsField.LOG_LEVEL, cursor.until(']'));
      return;
    }
    cursor.expect('{');
    origin(cursor.until('}'), event);
    cursor.expect(' ');
    level(line, cursor, event);
    cursor.expect(" - ");
  }

  private static void origin(String text, Event event) {
    int colon = text.lastIndexOf(':');
    event.set(EcsField.LOG_ORIGIN_FILE_NAME, colon < 0 ? text : text.substring(0, colon));
    Values.number(event, EcsField.LOG_ORIGIN_FILE_LINE, text.substring(colon + 1));
  }

  private static void level(String line, Cursor cursor, Event event) throws ParseException {
    String level = levelAt(line, cursor.position());
    if (level == null) {
      throw cursor.expected("a level such as INFO");
    }
    event.set(EcsField.LOG_LEVEL, level.equals("SUCCESS") ? "INFO" : level);
    cursor.moveTo(cursor.position() + level.length());
  }

  private static void timeFirst(String line, Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    if (cursor.skip(" - ")) {
      String level = levelAt(line, cursor.position());
      if (level == null) {
        event.set(EcsField.LOG_LOGGER, cursor.until(" - "));
      }
      level(line, cursor, event);
      cursor.skip(" - ");
    } else if (cursor.skip(" | ")) {
      level(line, cursor, event);
      cursor.skipBlanks();
      cursor.expect("| ");
      String[] parts = cursor.until(" - ").split(":", 3);
      event.set(EcsField.LOG_LOGGER, parts[0]);
      event.set(EcsField.LOG_ORIGIN_FUNCTION, parts.length > 1 ? parts[1] : "");
      Values.number(event, EcsField.LOG_ORIGIN_FILE_LINE, parts.length > 2 ? parts[2] : "");
    } else {
      cursor.expect(" [");
      event.set(EcsField.LOG_LEVEL, cursor.until(']').strip());
      cursor.skipBlanks();
      structured(cursor, event);
    }
  }

  /** structlog's console: the event padded with blanks, then {@code key=value}. */
  private static void structured(Cursor cursor, Event event) throws ParseException {
    int start = cursor.position();
    String rest = cursor.rest();
    int newline = rest.indexOf('\n');
    int end = newline < 0 ? rest.length() : newline;
    int pairs = rest.indexOf('=');
    if (pairs > 0 && pairs < end) {
      int key = rest.lastIndexOf(' ', pairs) + 1;
      KeyValues.read(
          rest.substring(key, end),
          0,
          (name, value) -> {
            if (name.equals("logger")) {
              event.set(EcsField.LOG_LOGGER, value);
            } else {
              event.vendor("python." + name, value.replace("'", ""));
            }
          });
      event.set(EcsField.MESSAGE, rest.substring(0, key).strip());
    }
    cursor.moveTo(start);
  }

  private static void levelFirst(String line, Cursor cursor, Event event) throws ParseException {
    level(line, cursor, event);
    cursor.expect(':');
    if (cursor.peek() == ' ') {
      cursor.skipBlanks();
      access(line, cursor, event);
    } else {
      event.set(EcsField.LOG_LOGGER, cursor.until(':'));
    }
  }

  /** Uvicorn's access line: {@code 10.0.0.9:51234 - "GET / HTTP/1.1" 200 OK}. */
  private static void access(String line, Cursor cursor, Event event) throws ParseException {
    int quote = line.indexOf(" - \"", cursor.position());
    int close = quote < 0 ? -1 : line.indexOf("\" ", quote + 4);
    if (close < 0 || line.lastIndexOf(' ', quote - 1) >= cursor.position()) {
      return;
    }
    Values.hostPort(
        event,
        EcsField.SOURCE_ADDRESS,
        EcsField.SOURCE_PORT,
        line.substring(cursor.position(), quote));
    CombinedLog.request(line.substring(quote + 4, close), event);
    Cursor status = new Cursor(NAME, line, close + 2);
    if (Cursor.isDigit(status.peek())) {
      event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, status.digits());
    }
    event.set(EcsField.EVENT_CATEGORY, "web");
    event.set(EcsField.EVENT_TYPE, "access");
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  @Override
  public boolean continues(String first, String next) {
    return PythonTraceback.goesOn(first, next);
  }
}
