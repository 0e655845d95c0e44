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
 * Flink's own log: {@code 2024-02-29 12:00:00,123 INFO org.apache.flink.Foo [] - message}, the
 * brackets holding the diagnostic context.
 */
@AutoService(Format.class)
public final class Flink implements Format {

  private static final String NAME = "flink";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "0123456789";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.length() < 40
        || line.charAt(4) != '-'
        || line.charAt(10) != ' '
        || line.charAt(19) != ','
        || line.charAt(23) != ' ') {
      return NONE;
    }
    int mark = line.indexOf(" [", 24);
    return mark > 0
            && mark < 200
            && line.indexOf("] - ", mark) > 0
            && line.indexOf(' ', 24) < 32
            && Character.isUpperCase(line.charAt(24))
        ? line.startsWith("org.apache.flink", 30) || line.startsWith(" []", mark)
            ? FIELDS
            : LAYOUT - 1
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(' ');
    event.set(EcsField.LOG_LEVEL, cursor.word());
    cursor.skipBlanks();
    event.set(EcsField.LOG_LOGGER, cursor.word());
    cursor.skipBlanks();
    cursor.expect('[');
    String diagnostic = cursor.until(']');
    if (!diagnostic.isEmpty()) {
      event.vendor("flink.context", diagnostic);
    }
    cursor.expect(" - ");
    JavaStackTrace.split(cursor.rest(), event);
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
