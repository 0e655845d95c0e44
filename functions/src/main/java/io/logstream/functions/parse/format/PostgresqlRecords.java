package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's structured logs: {@code jsonlog} (since 15) by its members, {@code csvlog} by its
 * columns, which the server's manual lists and which only ever grew at the end.
 */
final class PostgresqlRecords {

  private static final List<String> COLUMNS =
      List.of(
          "timestamp",
          "user",
          "dbname",
          "pid",
          "connection_from",
          "session_id",
          "line_num",
          "ps",
          "session_start",
          "vxid",
          "txid",
          "error_severity",
          "state_code",
          "message",
          "detail",
          "hint",
          "internal_query",
          "internal_position",
          "context",
          "statement",
          "cursor_position",
          "location",
          "application_name",
          "backend_type",
          "leader_pid",
          "query_id");

  private static final VendorFields FIELDS =
      new VendorFields("postgresql", "postgresql.log")
          .map(EcsField.TIMESTAMP, "timestamp")
          .map(EcsField.USER_NAME, "user")
          .map(EcsField.PROCESS_PID, "pid")
          .map(EcsField.MESSAGE, "message")
          .map(EcsField.ERROR_CODE, "state_code")
          .map(EcsField.SOURCE_ADDRESS, "remote_host")
          .map(EcsField.SOURCE_PORT, "remote_port")
          .map(EcsField.EVENT_SEQUENCE, "line_num")
          .map("dbname", (event, value, context) -> event.vendor("postgresql.log.database", value))
          .map(
              "connection_from",
              (event, value, context) -> {
                if (!value.startsWith("[local]")) {
                  Values.hostPort(event, EcsField.SOURCE_ADDRESS, EcsField.SOURCE_PORT, value);
                }
              })
          .map(
              "error_severity",
              (event, value, context) -> {
                event.set(EcsField.LOG_LEVEL, value.equals("PANIC") ? "fatal" : value);
                if (value.equals("ERROR") || value.equals("FATAL") || value.equals("PANIC")) {
                  event.set(EcsField.EVENT_OUTCOME, "failure");
                }
              });

  private PostgresqlRecords() {}

  /** {@code 2024-02-29 12:00:00.123 UTC,"user",}: a time, a zone, a comma. */
  static boolean isCsv(String line) {
    if (line.length() < 40
        || line.charAt(4) != '-'
        || line.charAt(10) != ' '
        || line.charAt(19) != '.'
        || line.charAt(23) != ' ') {
      return false;
    }
    int comma = line.indexOf(',', 24);
    return comma > 24
        && comma < 30
        && line.indexOf(' ', 24) != comma - 1
        && (line.charAt(comma + 1) == '"' || line.charAt(comma + 1) == ',');
  }

  static void parse(String format, String line, ParseContext context, Event event)
      throws ParseException {
    if (line.startsWith("{")) {
      JsonLeaves.visit(format, line, new JsonLeaves.Into(FIELDS, event, context));
    } else {
      List<String> values = values(format, line);
      for (int i = 0; i < values.size(); i++) {
        if (i < COLUMNS.size()) {
          FIELDS.take(event, COLUMNS.get(i), values.get(i), context);
        } else {
          FIELDS.own(event, "column" + (i + 1), values.get(i));
        }
      }
    }
    if (event.text(EcsField.EVENT_OUTCOME).isPresent()) {
      event.set(EcsField.ERROR_MESSAGE, event.textOrNull(EcsField.MESSAGE));
    }
    DatabaseEvents.classify(event);
  }

  /** Values with commas between, those in quotes with a quote doubled within (RFC 4180). */
  private static List<String> values(String format, String line) throws ParseException {
    List<String> values = new ArrayList<>(COLUMNS.size());
    int i = 0;
    while (i <= line.length()) {
      if (i < line.length() && line.charAt(i) == '"') {
        StringBuilder value = new StringBuilder();
        int at = i + 1;
        while (true) {
          int quote = line.indexOf('"', at);
          if (quote < 0) {
            throw new Cursor(format, line, i).expected("a closing quote");
          }
          value.append(line, at, quote);
          if (line.startsWith("\"\"", quote)) {
            value.append('"');
            at = quote + 2;
          } else {
            i = quote + 1;
            break;
          }
        }
        values.add(value.toString());
        if (i < line.length() && line.charAt(i) != ',') {
          throw new Cursor(format, line, i).expected("a comma");
        }
        i++;
      } else {
        int comma = line.indexOf(',', i);
        int end = comma < 0 ? line.length() : comma;
        values.add(line.substring(i, end));
        i = end + 1;
      }
    }
    return values;
  }
}
