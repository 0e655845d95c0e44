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
 * MongoDB: since 4.4 one JSON object a line, {@code {"t":{"$date":"…"},"s":"I","c":"NETWORK",
 * "id":22943,"ctx":"listener","msg":"…","attr":{…}}}; before, {@code 2018-05-01T12:00:00.123+0200 I
 * NETWORK [conn1] message}.
 */
@AutoService(Format.class)
public final class Mongodb implements Format {

  private static final String NAME = "mongodb";

  private static final VendorFields MEMBERS =
      new VendorFields(NAME, "mongodb")
          .map(EcsField.TIMESTAMP, "t.$date")
          .map(EcsField.MESSAGE, "msg")
          .map(EcsField.EVENT_CODE, "id")
          .map(EcsField.PROCESS_THREAD_NAME, "ctx")
          .map(EcsField.PROCESS_PID, "attr.pid")
          .map(EcsField.USER_NAME, "attr.principalName", "attr.user")
          .map(EcsField.ERROR_MESSAGE, "attr.error", "attr.error.errmsg", "attr.errMsg")
          .map(EcsField.ERROR_CODE, "attr.error.codeName", "attr.errName")
          .map("s", (event, value, context) -> event.set(EcsField.LOG_LEVEL, level(value)))
          .map("c", (event, value, context) -> event.vendor("mongodb.component", value))
          .map(
              "attr.remote",
              (event, value, context) ->
                  Values.hostPort(event, EcsField.SOURCE_ADDRESS, EcsField.SOURCE_PORT, value))
          .map(
              "attr.durationMillis",
              (event, value, context) -> {
                long millis = Values.number(value);
                if (millis >= 0 && millis < Long.MAX_VALUE / 1_000_000) {
                  event.set(EcsField.EVENT_DURATION, millis * 1_000_000);
                }
              });

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
    if (line.startsWith("{\"t\":{\"$date\":") || line.startsWith("{ \"t\" : { \"$date\" :")) {
      return line.endsWith("}") ? MARK : NONE;
    }
    return isOld(line) ? FIELDS + 3 : NONE;
  }

  /** {@code yyyy-mm-ddThh:mm:ss.mmm+zzzz L COMPONENT [}. */
  private static boolean isOld(String line) {
    if (line.length() < 34 || line.charAt(10) != 'T' || line.charAt(19) != '.') {
      return false;
    }
    int level = line.indexOf(' ') + 1;
    int component = level + 2;
    if (level < 24 || level > 30 || component + 2 >= line.length()) {
      return false;
    }
    int bracket = line.indexOf('[', component);
    return "FEWID".indexOf(line.charAt(level)) >= 0
        && line.charAt(component - 1) == ' '
        && (Character.isUpperCase(line.charAt(component)) || line.charAt(component) == '-')
        && bracket > 0
        && bracket < component + 20;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{")) {
      JsonLeaves.visit(NAME, line, new JsonLeaves.Into(MEMBERS, event, context));
    } else {
      old(new Cursor(NAME, line), context, event);
    }
    DatabaseEvents.classify(event);
    return null;
  }

  private static void old(Cursor cursor, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(' ');
    event.set(EcsField.LOG_LEVEL, level(cursor.word()));
    cursor.skipBlanks();
    event.vendor("mongodb.component", cursor.word());
    cursor.skipBlanks();
    cursor.expect('[');
    event.set(EcsField.PROCESS_THREAD_NAME, cursor.until(']'));
    cursor.skip(' ');
    String message = cursor.rest();
    event.set(EcsField.MESSAGE, message);
    String accepted = "connection accepted from ";
    if (message.startsWith(accepted)) {
      Cursor client = new Cursor(NAME, message, accepted.length());
      Values.hostPort(event, EcsField.SOURCE_ADDRESS, EcsField.SOURCE_PORT, client.word());
    }
    duration(message, event);
  }

  /** Slow operations end with {@code 123ms}. */
  private static void duration(String message, Event event) {
    if (message.endsWith("ms")) {
      long millis =
          Values.number(message.substring(message.lastIndexOf(' ') + 1, message.length() - 2));
      if (millis >= 0 && millis < Long.MAX_VALUE / 1_000_000) {
        event.set(EcsField.EVENT_DURATION, millis * 1_000_000);
      }
    }
  }

  private static String level(String letter) {
    return switch (letter) {
      case "F" -> "fatal";
      case "E" -> "error";
      case "W" -> "warn";
      case "I" -> "info";
      default -> letter.startsWith("D") ? "debug" : letter;
    };
  }
}
