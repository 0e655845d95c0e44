package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * One entry of MySQL's slow query log: comment lines with what it took, {@code SET timestamp=…;},
 * the statement.
 */
final class MysqlSlowLog {

  private MysqlSlowLog() {}

  static void parse(String format, String text, ParseContext context, Event event)
      throws ParseException {
    StringBuilder query = new StringBuilder();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String line = text.substring(start, end).stripTrailing();
      start = end + 1;
      if (line.startsWith("# Time: ")) {
        time(format, line, context, event);
      } else if (line.startsWith("# User@Host: ")) {
        user(line, event);
      } else if (line.startsWith("# ")) {
        numbers(line, event);
      } else if (line.startsWith("SET timestamp=") && query.length() == 0) {
        startTime(line, event);
      } else if (line.startsWith("use ") && query.length() == 0 && line.endsWith(";")) {
        event.vendor("mysql.slowlog.schema", line.substring(4, line.length() - 1));
      } else {
        query.append(query.length() == 0 ? "" : "\n").append(line);
      }
    }
    String statement = query.toString().strip();
    event.vendor("mysql.slowlog.query", statement);
    event.set(EcsField.MESSAGE, statement.isEmpty() ? text : statement);
    event.set(EcsField.EVENT_ACTION, "slow_query");
  }

  private static void time(String format, String line, ParseContext context, Event event)
      throws ParseException {
    Cursor cursor = new Cursor(format, line, 8);
    if (line.length() > 12 && line.charAt(12) == '-') {
      event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    } else {
      long date = cursor.digits();
      cursor.skipBlanks();
      event.set(
          EcsField.TIMESTAMP,
          Timestamps.monthAndDay(
              cursor,
              context,
              2000 + (int) Math.min(date / 10_000, 99),
              (int) (date / 100 % 100),
              (int) (date % 100)));
    }
  }

  /** {@code # User@Host: app[app] @ web1 [10.0.0.9] Id: 8}. */
  private static void user(String line, Event event) {
    int from = "# User@Host: ".length();
    int bracket = line.indexOf('[', from);
    int at = line.indexOf(" @ ", from);
    if (bracket < 0 || at < 0) {
      return;
    }
    event.set(EcsField.USER_NAME, line.substring(from, bracket));
    int open = line.indexOf('[', at);
    int close = open < 0 ? -1 : line.indexOf(']', open);
    if (close > 0) {
      String address = line.substring(open + 1, close);
      String host = line.substring(at + 3, open).strip();
      event.set(EcsField.SOURCE_ADDRESS, address.isEmpty() ? host : address);
      event.set(EcsField.SOURCE_DOMAIN, host);
    }
    int id = line.indexOf("Id:", Math.max(close, at));
    if (id > 0) {
      Values.number(event, EcsField.PROCESS_THREAD_ID, line.substring(id + 3).strip());
    }
  }

  /** {@code # Query_time: 1.2 Lock_time: 0.0 Rows_sent: 1 Rows_examined: 3}. */
  private static void numbers(String line, Event event) {
    String[] words = line.substring(2).split("\\s+");
    for (int i = 0; i + 1 < words.length; i++) {
      if (!words[i].endsWith(":")) {
        continue;
      }
      String key = words[i].substring(0, words[i].length() - 1);
      String value = words[i + 1];
      long nanos = Values.seconds(value);
      switch (key) {
        case "Query_time" -> {
          if (nanos >= 0) {
            event.set(EcsField.EVENT_DURATION, nanos);
          }
        }
        case "Thread_id" -> Values.number(event, EcsField.PROCESS_THREAD_ID, value);
        case "Schema" -> {
          if (!value.endsWith(":")) {
            event.vendor("mysql.slowlog.schema", value);
          }
        }
        default -> {
          String path = "mysql.slowlog." + key.toLowerCase(java.util.Locale.ROOT);
          long number = Values.number(value);
          if (number >= 0) {
            event.vendor(path, number);
          } else {
            event.vendor(path, value);
          }
        }
      }
    }
  }

  private static void startTime(String line, Event event) {
    int end = line.indexOf(';');
    long nanos =
        Timestamps.epochSeconds(
            line.substring("SET timestamp=".length(), end < 0 ? line.length() : end));
    if (nanos >= 0) {
      event.set(EcsField.EVENT_START, nanos);
      if (!event.has(EcsField.TIMESTAMP)) {
        event.set(EcsField.TIMESTAMP, nanos);
      }
    }
  }
}
