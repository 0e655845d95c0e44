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
 * Redis and Valkey: {@code 4711:M 29 Feb 2024 12:00:00.123 * Ready to accept connections}, where
 * the letter is the role and the mark the level; before 3.0 {@code [4711] 29 Feb 12:00:00.123 * …}.
 */
@AutoService(Format.class)
public final class Redis implements Format {

  private static final String NAME = "redis";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "0123456789[";
  }

  @Override
  public int fit(String line, Event outer) {
    int date = dateStart(line);
    if (date < 0 || line.length() < date + 20) {
      return NONE;
    }
    int blank = line.indexOf(' ', date);
    return Cursor.isDigit(line.charAt(date))
            && blank - date <= 2
            && Character.isUpperCase(line.charAt(blank + 1))
            && Character.isLowerCase(line.charAt(blank + 2))
            && markAt(line, date) > 0
        ? MARK
        : NONE;
  }

  /** Behind {@code 4711:M } or {@code [4711] }; -1 where the line starts with neither. */
  private static int dateStart(String line) {
    boolean bracket = line.startsWith("[");
    int i = bracket ? 1 : 0;
    int start = i;
    while (i < line.length() && i - start < 8 && Cursor.isDigit(line.charAt(i))) {
      i++;
    }
    if (i == start || i + 3 >= line.length()) {
      return -1;
    }
    if (bracket) {
      return line.startsWith("] ", i) ? i + 2 : -1;
    }
    return line.charAt(i) == ':'
            && "XCSM".indexOf(line.charAt(i + 1)) >= 0
            && line.charAt(i + 2) == ' '
        ? i + 3
        : -1;
  }

  /** The place of the level's mark between two blanks; -1 where none stands behind the time. */
  private static int markAt(String line, int date) {
    int colon = line.indexOf(':', date);
    int blank = colon < 0 || colon > date + 16 ? -1 : line.indexOf(' ', colon);
    return blank > 0
            && blank < date + 28
            && blank + 2 < line.length()
            && ".-*#".indexOf(line.charAt(blank + 1)) >= 0
            && line.charAt(blank + 2) == ' '
        ? blank + 1
        : -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    int date = dateStart(line);
    if (date < 0) {
      throw cursor.expected("a process and a role such as \"4711:M \"");
    }
    int mark = markAt(line, date);
    boolean bracket = line.charAt(0) == '[';
    cursor.moveTo(bracket ? 1 : 0);
    event.set(EcsField.PROCESS_PID, cursor.digits());
    if (!bracket) {
      event.vendor("redis.log.role", role(line.charAt(cursor.position() + 1)));
    }
    cursor.moveTo(date);
    event.set(EcsField.TIMESTAMP, Timestamps.dayFirst(cursor, context));
    cursor.skipBlanks();
    if (mark < 0 || cursor.position() != mark) {
      throw cursor.expected("one of the marks . - * #");
    }
    event.set(EcsField.LOG_LEVEL, level(line.charAt(mark)));
    cursor.moveTo(mark + 2);
    event.set(EcsField.MESSAGE, cursor.rest());
    event.set(EcsField.EVENT_CATEGORY, "database");
    event.set(EcsField.EVENT_TYPE, "info");
    return null;
  }

  private static String role(char c) {
    return switch (c) {
      case 'X' -> "sentinel";
      case 'C' -> "child";
      case 'S' -> "replica";
      default -> "master";
    };
  }

  private static String level(char mark) {
    return switch (mark) {
      case '.' -> "debug";
      case '-' -> "verbose";
      case '#' -> "warning";
      default -> "notice";
    };
  }
}
