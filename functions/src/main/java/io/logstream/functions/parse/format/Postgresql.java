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
 * PostgreSQL's server log on standard error: a prefix as {@code log_line_prefix} makes it, a
 * severity, a message: {@code 2024-02-29 12:00:00.123 UTC [4711] LOG: duration: 12.3 ms}, {@code …
 * [4711]: [3-1] user=u,db=d,app=a,client=1.2.3.4 ERROR: …} and {@code … [4711] u@d ERROR: …}. The
 * lines that go on with a tab or with {@code DETAIL:}, {@code HINT:}, {@code STATEMENT:} belong to
 * the line before where the shipper joins them. Besides, {@code csvlog} and {@code jsonlog}.
 */
@AutoService(Format.class)
public final class Postgresql implements Format {

  private static final String NAME = "postgresql";
  private static final String[] SEVERITIES = {
    "LOG",
    "ERROR",
    "FATAL",
    "PANIC",
    "WARNING",
    "NOTICE",
    "INFO",
    "DEBUG1",
    "DEBUG2",
    "DEBUG3",
    "DEBUG4",
    "DEBUG5",
    "DETAIL",
    "HINT",
    "STATEMENT",
    "CONTEXT",
    "QUERY",
    "LOCATION"
  };
  private static final int LONGEST_PREFIX = 300;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{0123456789";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      return JsonLines.isObject(line)
              && JsonLines.hasMember(line, "error_severity")
              && JsonLines.hasMember(line, "timestamp")
          ? MARK
          : NONE;
    }
    if (PostgresqlRecords.isCsv(line)) {
      return FIELDS + 2;
    }
    if (line.length() < 30
        || line.charAt(4) != '-'
        || line.charAt(10) != ' '
        || line.charAt(13) != ':') {
      return NONE;
    }
    int bracket = line.indexOf(" [", 19);
    return bracket > 0
            && bracket < 40
            && Cursor.isDigit(line.charAt(Math.min(bracket + 2, line.length() - 1)))
            && severityAt(line) > 0
        ? FIELDS + 2
        : NONE;
  }

  /** Where the severity starts: a known word, a colon and two blanks; -1 where none does. */
  private static int severityAt(String line) {
    int limit = Math.min(line.length(), LONGEST_PREFIX);
    for (int colon = line.indexOf(":  ", 20);
        colon > 0 && colon < limit;
        colon = line.indexOf(":  ", colon + 1)) {
      int start = line.lastIndexOf(' ', colon) + 1;
      for (String severity : SEVERITIES) {
        if (colon - start == severity.length() && line.startsWith(severity, start)) {
          return start;
        }
      }
    }
    return -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{") || PostgresqlRecords.isCsv(line)) {
      PostgresqlRecords.parse(NAME, line, context, event);
      return null;
    }
    Cursor cursor = new Cursor(NAME, line);
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    int severity = severityAt(line);
    if (severity < 0) {
      throw cursor.expected("a severity such as \"LOG:  \"");
    }
    // A zone that is a name ("CET") is the server's; the context's zone was taken.
    cursor.until('[');
    String session = cursor.until(']');
    SyslogPriority.processId(session, event);
    if (cursor.position() < severity) {
      prefix(line.substring(cursor.position(), severity).strip(), event);
    }
    int colon = line.indexOf(':', severity);
    level(line.substring(severity, colon), event);
    String text = line.substring(colon + 1).stripLeading();
    message(text, event);
    DatabaseEvents.classify(event);
    return null;
  }

  private static void prefix(String prefix, Event event) {
    int pairs = prefix.indexOf("user=");
    if (pairs >= 0) {
      for (String pair : prefix.substring(pairs).split(",", -1)) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? "" : pair.substring(0, equals).strip();
        String value = pair.substring(equals + 1).strip();
        switch (key) {
          case "user" -> event.set(EcsField.USER_NAME, value);
          case "db" -> event.vendor("postgresql.log.database", value);
          case "app" -> event.vendor("postgresql.log.application_name", value);
          case "client" ->
              event.set(EcsField.SOURCE_ADDRESS, value.equals("[local]") ? null : value);
          default -> event.vendor("postgresql.log.prefix", pair.strip());
        }
      }
      return;
    }
    int at = prefix.indexOf('@');
    if (at > 0) {
      int start = prefix.lastIndexOf(' ', at) + 1;
      int end = prefix.indexOf(' ', at);
      event.set(EcsField.USER_NAME, prefix.substring(start, at));
      event.vendor(
          "postgresql.log.database", prefix.substring(at + 1, end < 0 ? prefix.length() : end));
    }
  }

  private static void level(String severity, Event event) {
    if (isPart(severity)) {
      event.vendor("postgresql.log.part", severity.toLowerCase(java.util.Locale.ROOT));
      event.set(EcsField.LOG_LEVEL, "info");
    } else {
      event.set(EcsField.LOG_LEVEL, severity.equals("PANIC") ? "fatal" : severity);
    }
  }

  private static void message(String text, Event event) throws ParseException {
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    event.set(EcsField.MESSAGE, text);
    if (end > 0) {
      parts(text, end + 1, event);
    }
    String level = event.textOrNull(EcsField.LOG_LEVEL);
    if (level != null
        && (level.equals("ERROR") || level.equals("FATAL") || level.equals("fatal"))) {
      event.set(EcsField.ERROR_MESSAGE, first);
      event.set(EcsField.EVENT_OUTCOME, "failure");
    }
    if (first.startsWith("duration: ")) {
      int unit = first.indexOf(" ms", 10);
      if (unit > 0) {
        try {
          event.set(
              EcsField.EVENT_DURATION,
              Math.round(Double.parseDouble(first.substring(10, unit)) * 1e6));
        } catch (NumberFormatException e) {
          throw ParseException.expected(NAME, "a duration in ms", first, 10);
        }
        int statement = first.indexOf(": ", unit);
        if (statement > 0) {
          event.vendor("postgresql.log.query", text.substring(statement + 2));
        }
      }
    }
  }

  /** The lines that explain the first, where they were joined to it. */
  private static void parts(String text, int from, Event event) {
    for (int start = from; start > 0 && start < text.length(); ) {
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end);
      int severity = severityAt(line);
      int colon = severity < 0 ? -1 : line.indexOf(':', severity);
      if (colon > 0 && isPart(line.substring(severity, colon))) {
        String part = line.substring(severity, colon).toLowerCase(java.util.Locale.ROOT);
        event.vendor("postgresql.log." + part, line.substring(colon + 1).strip());
      }
      start = end < 0 ? -1 : end + 1;
    }
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  /** A line that goes on with a tab, or one of the same process that explains the one before. */
  @Override
  public boolean continues(String first, String next) {
    if (next.startsWith("\t")) {
      return true;
    }
    int severity = severityAt(next);
    if (severity < 0 || !isPart(next.substring(severity, next.indexOf(':', severity)))) {
      return false;
    }
    String session = session(first);
    return session != null && session.equals(session(next));
  }

  private static String session(String line) {
    int open = line.indexOf('[');
    int close = line.indexOf(']', open + 1);
    return open < 0 || close < 0 ? null : line.substring(open, close);
  }

  private static boolean isPart(String severity) {
    return switch (severity) {
      case "DETAIL", "HINT", "STATEMENT", "CONTEXT", "QUERY", "LOCATION" -> true;
      default -> false;
    };
  }
}
