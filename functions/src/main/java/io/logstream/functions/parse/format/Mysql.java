package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;
import java.util.Set;

/**
 * MySQL's and MariaDB's logs.
 *
 * <pre>
 * 2024-02-29T12:00:00.123456Z 0 [System] [MY-010931] [Server] ready       error log, 8.0
 * 2024-02-29T12:00:00.123456Z 7 [Note] Access denied for user …           error log, 5.7
 * 2024-02-29 12:00:00 0 [Note] InnoDB: …                                  error log, MariaDB
 * 240229 12:00:00 [ERROR] …                                               error log, older ones
 * 2024-02-29T12:00:00.123456Z    12 Query  select 1                       general log
 * # Time: … # User@Host: … # Query_time: … SET timestamp=…; select …      slow log, joined lines
 * </pre>
 */
@AutoService(Format.class)
public final class Mysql implements Format {

  private static final String NAME = "mysql";
  private static final Set<String> COMMANDS =
      Set.of(
          "Query",
          "Connect",
          "Quit",
          "Init",
          "Prepare",
          "Execute",
          "Close",
          "Reset",
          "Statistics",
          "Ping",
          "Field",
          "Binlog",
          "Daemon",
          "Change",
          "Kill",
          "Shutdown",
          "Long",
          "Set",
          "Fetch",
          "Register",
          "Table",
          "Delayed",
          "Time",
          "Processlist",
          "Debug");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "#0123456789/";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("#")) {
      return line.startsWith("# Time: ") || line.startsWith("# User@Host: ") ? MARK : NONE;
    }
    int time = timeEnd(line);
    if (time < 0) {
      return NONE;
    }
    int next = skipBlanks(line, time);
    int digits = next;
    while (digits < line.length() && Cursor.isDigit(line.charAt(digits))) {
      digits++;
    }
    if (digits > next) {
      next = digits;
      if (next >= line.length() || line.charAt(next) != ' ') {
        return NONE;
      }
      next++;
      if (isCommand(line, next)) {
        return FIELDS + 1;
      }
    } else if (time == 19 || line.charAt(4) == '-') {
      return NONE;
    }
    return isLevel(line, next) ? FIELDS + 1 : NONE;
  }

  /** Where one of the three forms of the time ends; -1 where the line does not start with one. */
  private static int timeEnd(String line) {
    if (line.length() < 24) {
      return -1;
    }
    if (line.charAt(4) == '-' && line.charAt(7) == '-' && line.charAt(13) == ':') {
      int i = 19;
      while (i < line.length() && ".0123456789+-:Z".indexOf(line.charAt(i)) >= 0) {
        i++;
      }
      return i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t') ? i : -1;
    }
    for (int i = 0; i < 6; i++) {
      if (!Cursor.isDigit(line.charAt(i))) {
        return -1;
      }
    }
    return line.charAt(6) == ' ' && line.charAt(9) == ':' && line.charAt(12) == ':' ? 15 : -1;
  }

  private static int skipBlanks(String line, int from) {
    int i = from;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private static boolean isCommand(String line, int at) {
    int end = at;
    while (end < line.length() && Character.isLetter(line.charAt(end))) {
      end++;
    }
    return end > at
        && end - at <= 12
        && (end == line.length() || line.charAt(end) == '\t' || line.charAt(end) == ' ')
        && COMMANDS.contains(line.substring(at, end));
  }

  private static boolean isLevel(String line, int at) {
    return line.startsWith("[System]", at)
        || line.startsWith("[Note]", at)
        || line.startsWith("[Warning]", at)
        || line.startsWith("[ERROR]", at)
        || line.startsWith("[Error]", at);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.EVENT_CATEGORY, "database");
    event.set(EcsField.EVENT_TYPE, "info");
    if (line.startsWith("#")) {
      MysqlSlowLog.parse(NAME, line, context, event);
      return null;
    }
    Cursor cursor = new Cursor(NAME, line);
    event.set(EcsField.TIMESTAMP, time(line, cursor, context));
    cursor.skipBlanks();
    if (Cursor.isDigit(cursor.peek())) {
      long thread = cursor.digits();
      event.set(EcsField.PROCESS_THREAD_ID, thread);
      cursor.skipBlanks();
    }
    if (cursor.peek() == '[') {
      error(cursor, event);
    } else if (isCommand(line, cursor.position())) {
      general(cursor, event);
    } else {
      throw cursor.expected("a level such as [Note] or a command such as Query");
    }
    return null;
  }

  private static long time(String line, Cursor cursor, ParseContext context) throws ParseException {
    if (line.length() > 4 && line.charAt(4) == '-') {
      return Timestamps.iso(cursor, context);
    }
    long date = cursor.digits();
    if (cursor.position() != 6) {
      throw ParseException.expected(NAME, "a date such as 240229", line, 0);
    }
    cursor.skipBlanks();
    return Timestamps.monthAndDay(
        cursor,
        context,
        2000 + (int) (date / 10_000),
        (int) (date / 100 % 100),
        (int) (date % 100));
  }

  private static void error(Cursor cursor, Event event) throws ParseException {
    cursor.expect('[');
    String level = cursor.until(']');
    event.set(EcsField.LOG_LEVEL, level(level));
    cursor.skipBlanks();
    if (cursor.skip("[MY-")) {
      event.set(EcsField.EVENT_CODE, "MY-" + cursor.until(']'));
      cursor.skipBlanks();
      if (cursor.skip('[')) {
        event.vendor("mysql.error.subsystem", cursor.until(']'));
        cursor.skipBlanks();
      }
    }
    String message = cursor.rest();
    event.set(EcsField.MESSAGE, message);
    if (level.equalsIgnoreCase("error")) {
      event.set(EcsField.ERROR_MESSAGE, message);
    }
    accessDenied(message, event);
  }

  private static String level(String level) {
    return switch (level) {
      case "System", "Note" -> "info";
      default -> level.toLowerCase(Locale.ROOT);
    };
  }

  /** {@code Access denied for user 'app'@'10.0.0.9' (using password: YES)}. */
  private static void accessDenied(String message, Event event) throws ParseException {
    String head = "Access denied for user '";
    if (!message.startsWith(head)) {
      return;
    }
    int at = message.indexOf("'@'", head.length());
    int end = at < 0 ? -1 : message.indexOf('\'', at + 3);
    if (end > 0) {
      event.set(EcsField.USER_NAME, message.substring(head.length(), at));
      event.set(EcsField.SOURCE_ADDRESS, message.substring(at + 3, end));
      event.set(EcsField.EVENT_CATEGORY, "authentication");
      event.set(EcsField.EVENT_OUTCOME, "failure");
      event.set(EcsField.EVENT_ACTION, "access_denied");
    }
  }

  private static void general(Cursor cursor, Event event) throws ParseException {
    int start = cursor.position();
    String text = cursor.rest();
    int tab = text.indexOf('\t');
    String command = tab < 0 ? text : text.substring(0, tab);
    String argument = tab < 0 ? "" : text.substring(tab + 1);
    if (tab < 0) {
      cursor.moveTo(start);
      command = cursor.word();
      cursor.skipBlanks();
      argument = cursor.rest();
    }
    event.vendor("mysql.general.command", command.strip());
    event.set(EcsField.EVENT_ACTION, command.strip().toLowerCase(Locale.ROOT).replace(' ', '_'));
    event.set(EcsField.MESSAGE, text);
    if (command.startsWith("Query")
        || command.startsWith("Prepare")
        || command.startsWith("Execute")) {
      event.vendor("mysql.general.query", argument);
    } else if (command.startsWith("Connect")) {
      connect(argument, event);
    }
  }

  /** {@code app@10.0.0.9 on shop using TCP/IP}. */
  private static void connect(String argument, Event event) {
    int at = argument.indexOf('@');
    int blank = argument.indexOf(' ', at + 1);
    if (at > 0 && blank > 0) {
      event.set(EcsField.USER_NAME, argument.substring(0, at));
      event.set(EcsField.SOURCE_ADDRESS, argument.substring(at + 1, blank));
    }
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  /** The slow log's lines up to the next header; else the further lines of a statement. */
  @Override
  public boolean continues(String first, String next) {
    if (first.startsWith("#")) {
      boolean opens =
          next.startsWith("# Time: ")
              || next.startsWith("# User@Host: ") && !first.startsWith("# Time: ");
      return !opens && timeEnd(next) < 0;
    }
    return timeEnd(next) < 0 && !next.startsWith("#") && !next.isBlank();
  }
}
