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
 * Kafka's own log: {@code [2024-02-29 12:00:00,123] INFO [Component id=1] message
 * (kafka.server.Foo)}, with a stack trace behind.
 */
@AutoService(Format.class)
public final class Kafka implements Format {

  private static final String NAME = "kafka";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "[";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.length() < 30
        || line.charAt(0) != '['
        || line.charAt(5) != '-'
        || line.charAt(11) != ' '
        || line.charAt(20) != ','
        || !line.startsWith("] ", 24)) {
      return NONE;
    }
    int end = line.indexOf('\n');
    end = end < 0 ? line.length() : end;
    return line.charAt(end - 1) == ')' && line.lastIndexOf('(', end) > 0 ? FIELDS : LAYOUT;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    cursor.expect('[');
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect("] ");
    event.set(EcsField.LOG_LEVEL, cursor.word());
    cursor.skipBlanks();
    if (cursor.peek() == '[') {
      int start = cursor.position();
      cursor.expect('[');
      String component = cursor.until(']');
      event.vendor("kafka.log.component", component);
      cursor.moveTo(start);
    }
    String text = cursor.rest();
    int newline = text.indexOf('\n');
    int end = newline < 0 ? text.length() : newline;
    int open = text.lastIndexOf(" (", end);
    if (open >= 0 && end > 0 && text.charAt(end - 1) == ')') {
      event.set(EcsField.LOG_LOGGER, text.substring(open + 2, end - 1));
      text = text.substring(0, open) + text.substring(end);
    }
    JavaStackTrace.split(text, event);
    return null;
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
