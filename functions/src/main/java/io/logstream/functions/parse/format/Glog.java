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
 * Google's glog and Kubernetes' klog: {@code I0229 12:00:00.123456 4711 file.cc:42] message}, with
 * the year before the month where {@code --log_year_in_prefix} asks for it ({@code I20240229 …});
 * klog's structured messages have a quoted text and {@code key=value} behind the bracket.
 */
@AutoService(Format.class)
public final class Glog implements Format {

  private static final String NAME = "glog";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "IWEFDV";
  }

  @Override
  public int fit(String line, Event outer) {
    int time = timeStart(line);
    if (time < 0) {
      return NONE;
    }
    int bracket = line.indexOf("] ", time + 16);
    return bracket > 0 && bracket < 200 && line.lastIndexOf(':', bracket) > time + 15 ? MARK : NONE;
  }

  /** Where the time of day starts; -1 where the line does not begin with a level and a date. */
  private static int timeStart(String line) {
    if (line.length() < 30 || "IWEFDV".indexOf(line.charAt(0)) < 0) {
      return -1;
    }
    int blank = line.indexOf(' ');
    if (blank != 5 && blank != 9) {
      return -1;
    }
    for (int i = 1; i < blank; i++) {
      if (!Cursor.isDigit(line.charAt(i))) {
        return -1;
      }
    }
    return line.charAt(blank + 3) == ':' && line.charAt(blank + 9) == '.' ? blank + 1 : -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    int time = timeStart(line);
    if (time < 0) {
      throw cursor.expected("a level and a date such as I0229");
    }
    event.set(EcsField.LOG_LEVEL, level(line.charAt(0)));
    int month = time - 5;
    int year = time == 10 ? Integer.parseInt(line, 1, 5, 10) : -1;
    cursor.moveTo(time);
    event.set(
        EcsField.TIMESTAMP,
        Timestamps.monthAndDay(
            cursor,
            context,
            year,
            Integer.parseInt(line, month, month + 2, 10),
            Integer.parseInt(line, month + 2, month + 4, 10)));
    cursor.skipBlanks();
    long thread = cursor.digits();
    event.set(EcsField.PROCESS_THREAD_ID, thread);
    cursor.expect(' ');
    String origin = cursor.until("] ");
    int colon = origin.lastIndexOf(':');
    if (colon > 0) {
      event.set(EcsField.LOG_ORIGIN_FILE_NAME, origin.substring(0, colon));
      Values.number(event, EcsField.LOG_ORIGIN_FILE_LINE, origin.substring(colon + 1));
    } else {
      event.set(EcsField.LOG_ORIGIN_FILE_NAME, origin);
    }
    if (cursor.peek() == '"') {
      structured(cursor, line, event);
    } else {
      event.set(EcsField.MESSAGE, cursor.rest());
    }
    return null;
  }

  private static String level(char c) {
    return switch (c) {
      case 'I' -> "info";
      case 'W' -> "warn";
      case 'E' -> "error";
      case 'F' -> "fatal";
      case 'D' -> "debug";
      default -> "trace";
    };
  }

  /** klog: {@code "Pod status updated" pod="kube-system/dns" status="ready"}. */
  private static void structured(Cursor cursor, String line, Event event) throws ParseException {
    int start = cursor.position();
    try {
      event.set(EcsField.MESSAGE, cursor.quoted());
    } catch (ParseException e) {
      event.set(EcsField.MESSAGE, line.substring(start));
      return;
    }
    KeyValues.read(
        line,
        cursor.position(),
        (key, value) -> {
          if (key.equals("err")) {
            event.set(EcsField.ERROR_MESSAGE, value);
          } else {
            event.vendor("glog." + key, value);
          }
        });
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  /** A goroutine's stack or a check failure's. */
  @Override
  public boolean continues(String first, String next) {
    return next.startsWith("\t")
        || next.startsWith("    ")
        || next.startsWith("goroutine ")
        || next.startsWith("created by ")
        || next.startsWith("*** ");
  }
}
