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
 * Syslog as RFC 5424 defines it: {@code <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID [SD-ID
 * name="value"…] MSG}.
 *
 * <p>Structured data goes under {@code syslog.sd.ID.NAME}. A wrapper: the message is parsed in
 * turn.
 */
@AutoService(Format.class)
public final class SyslogRfc5424 implements Format {

  private static final String NAME = "syslog-rfc5424";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "<1";
  }

  @Override
  public int fit(String line, Event outer) {
    int end = SyslogPriority.end(line);
    if (end > 0) {
      return line.startsWith("1 ", end) ? MARK : NONE;
    }
    return isWithoutPriority(line) ? FIELDS + 3 : NONE;
  }

  /** {@code 1 2024-02-29T12:00:00Z host app - - - }, as some write it to files. */
  private static boolean isWithoutPriority(String line) {
    if (line.length() < 32
        || !line.startsWith("1 ")
        || line.charAt(6) != '-'
        || line.charAt(12) != 'T') {
      return false;
    }
    int at = line.indexOf(' ', 2);
    for (int fields = 0; fields < 4 && at > 0; fields++) {
      at = line.indexOf(' ', at + 1);
    }
    return at > 0 && (line.startsWith("-", at + 1) || line.startsWith("[", at + 1));
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (!cursor.looksAt("1 ")) {
      SyslogPriority.parse(cursor, event);
    }
    cursor.expect("1 ");
    event.set(EcsField.LOG_SYSLOG_VERSION, "1");
    if (!cursor.skip("- ")) {
      event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
      cursor.expect(' ');
    }
    String host = field(cursor);
    event.set(EcsField.LOG_SYSLOG_HOSTNAME, host);
    event.set(EcsField.HOST_HOSTNAME, host);
    String application = field(cursor);
    event.set(EcsField.LOG_SYSLOG_APPNAME, application);
    event.set(EcsField.PROCESS_NAME, application);
    String process = field(cursor);
    event.set(EcsField.LOG_SYSLOG_PROCID, process);
    SyslogPriority.processId(process, event);
    event.set(EcsField.LOG_SYSLOG_MSGID, field(cursor));
    if (!startsMessage(line, cursor.position())) {
      structuredData(cursor, event);
    } else {
      cursor.moveTo(cursor.position() - 1);
    }
    if (cursor.atEnd()) {
      return null;
    }
    cursor.expect(' ');
    cursor.skip("\ufeff");
    return cursor.rest();
  }

  /**
   * Whether what stands where structured data belongs is the message already, as Check Point writes
   * it: {@code [action:"Accept"; …]}, in which no blank ends a name.
   */
  private static boolean startsMessage(String line, int from) {
    if (from >= line.length() || line.charAt(from) != '[') {
      return false;
    }
    for (int i = from + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return true;
      }
      if (c == ' ' || c == ']' || c == '=') {
        return false;
      }
    }
    return false;
  }

  /** A header field; null for the nil value. */
  private static String field(Cursor cursor) throws ParseException {
    String word = cursor.word();
    cursor.expect(' ');
    return word.equals("-") ? null : word;
  }

  private static void structuredData(Cursor cursor, Event event) throws ParseException {
    if (cursor.skip('-')) {
      return;
    }
    if (cursor.peek() != '[') {
      throw cursor.expected("structured data or '-'");
    }
    while (cursor.skip('[')) {
      int start = cursor.position();
      String id = sdName(cursor);
      if (id.isEmpty()) {
        cursor.moveTo(start);
        throw cursor.expected("the name of a structured data element");
      }
      while (cursor.skip(' ')) {
        if (cursor.peek() == ']') {
          break;
        }
        String name = sdName(cursor);
        cursor.expect('=');
        event.vendor(
            "syslog.sd." + id.replace('.', '_') + "." + name.replace('.', '_'), sdValue(cursor));
      }
      cursor.expect(']');
    }
  }

  private static String sdName(Cursor cursor) {
    StringBuilder name = new StringBuilder();
    while (!cursor.atEnd() && "= ]\"".indexOf(cursor.peek()) < 0) {
      name.append(cursor.peek());
      cursor.moveTo(cursor.position() + 1);
    }
    return name.toString();
  }

  /**
   * A value in quotes, in which {@code \"}, {@code \\} and {@code \]} are escaped and any other
   * backslash stands for itself.
   */
  private static String sdValue(Cursor cursor) throws ParseException {
    cursor.expect('"');
    StringBuilder value = new StringBuilder();
    while (!cursor.atEnd()) {
      char c = cursor.peek();
      cursor.moveTo(cursor.position() + 1);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && "\"\\]".indexOf(cursor.peek()) >= 0 && !cursor.atEnd()) {
        c = cursor.peek();
        cursor.moveTo(cursor.position() + 1);
      }
      value.append(c);
    }
    throw cursor.expected("a closing quote");
  }
}
