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
 * The BSD syslog that RFC 3164 describes, as it is found: {@code <PRI>Mmm dd hh:mm:ss HOST
 * TAG[PID]: MSG}, with or without the priority, with a year, a fraction or a zone, with an ISO 8601
 * time stamp instead (rsyslog's file format), without a host, with Cisco's sequence number and
 * {@code *} or {@code .} before the time.
 *
 * <p>A wrapper: the message is parsed in turn. A tag that belongs to the message (a Cisco {@code
 * %ASA-…} code) stays with it.
 */
@AutoService(Format.class)
public final class SyslogRfc3164 implements Format {

  private static final String NAME = "syslog-rfc3164";
  private static final int LONGEST_TAG = 64;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int fit(String line, Event outer) {
    if (outer.has(EcsField.LOG_SYSLOG_HOSTNAME)) {
      return NONE;
    }
    int start = SyslogPriority.end(line);
    if (start > 0) {
      return line.startsWith("1 ", start) ? NONE : FIELDS + 5;
    }
    return startsWithSyslogTime(line) ? FIELDS : isRsyslogFile(line) ? FIELDS : NONE;
  }

  /** {@code Mmm dd hh:mm:ss} with something behind it. */
  private static boolean startsWithSyslogTime(String line) {
    return line.length() > 16
        && Character.isUpperCase(line.charAt(0))
        && Character.isLowerCase(line.charAt(1))
        && Character.isLowerCase(line.charAt(2))
        && line.charAt(3) == ' '
        && (Cursor.isDigit(line.charAt(4)) || line.charAt(4) == ' ')
        && (Cursor.isDigit(line.charAt(5)) ? line.charAt(6) == ' ' : line.charAt(5) == ' ')
        && line.indexOf(':', 6) > 0
        && line.indexOf(':', 6) < 16;
  }

  /** {@code 2024-02-29T12:00:00.123456+01:00 host tag: } or {@code tag[1]: }. */
  private static boolean isRsyslogFile(String line) {
    if (line.length() < 28
        || line.charAt(4) != '-'
        || line.charAt(10) != 'T'
        || !Cursor.isDigit(line.charAt(0))) {
      return false;
    }
    int host = line.indexOf(' ');
    if (host < 20
        || host > 36
        || Character.toUpperCase(line.charAt(host - 1)) != 'Z' && line.charAt(host - 3) != ':') {
      return false;
    }
    int tag = line.indexOf(' ', host + 1);
    if (tag < 0 || tag == host + 1) {
      return false;
    }
    for (int i = host + 1; i < tag; i++) {
      if (!isHostCharacter(line.charAt(i))) {
        return false;
      }
    }
    return tagEnd(line, tag + 1) > 0;
  }

  private static boolean isHostCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == ':';
  }

  /** The place of the colon that ends a tag that starts here; -1 where none does. */
  private static int tagEnd(String line, int start) {
    int limit = Math.min(line.length(), start + LONGEST_TAG);
    boolean inProcess = false;
    for (int i = start; i < limit; i++) {
      char c = line.charAt(i);
      if (c == ':' && i > start && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
        return i;
      }
      if (c == '[') {
        inProcess = true;
      } else if (c == ']') {
        inProcess = false;
      } else if (!inProcess && !Character.isLetterOrDigit(c) && "-_./()@\\:".indexOf(c) < 0) {
        return -1;
      }
    }
    return -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    boolean hasPriority = cursor.peek() == '<';
    if (hasPriority) {
      SyslogPriority.parse(cursor, event);
    }
    boolean hasTime = time(cursor, context, event, hasPriority);
    if (!hasTime) {
      if (!hasPriority) {
        throw cursor.expected("a priority or a time stamp");
      }
      return message(cursor, line, event);
    }
    cursor.skip(':');
    cursor.skip(" :");
    if (cursor.skip(' ')) {
      host(cursor, line, event);
    }
    return message(cursor, line, event);
  }

  /** Reads a time stamp if one stands here; a line with a priority may lack it. */
  private static boolean time(Cursor cursor, ParseContext context, Event event, boolean optional)
      throws ParseException {
    int start = cursor.position();
    // Cisco: "123: *Mar  1 12:00:00.123 UTC: %…"; the mark says whether the clock is right.
    if (optional && Cursor.isDigit(cursor.peek())) {
      cursor.digits();
      if (cursor.skip(": ")) {
        start = cursor.position();
      } else {
        cursor.moveTo(start);
      }
    }
    // Cisco's EMBLEM: "<166>:Mar  1 12:00:00 UTC: %…".
    cursor.skip(':');
    if (!cursor.skip('*')) {
      cursor.skip('.');
    }
    try {
      long nanos =
          Cursor.isDigit(cursor.peek())
              ? Timestamps.iso(cursor, context)
              : Timestamps.syslog(cursor, context);
      event.set(EcsField.TIMESTAMP, nanos);
      return true;
    } catch (ParseException e) {
      if (!optional) {
        throw e;
      }
      cursor.moveTo(start);
      return false;
    }
  }

  private static void host(Cursor cursor, String line, Event event) throws ParseException {
    cursor.skipBlanks();
    int start = cursor.position();
    if (cursor.atEnd() || cursor.peek() == '%') {
      return;
    }
    String word = cursor.word();
    // Without a host the tag follows at once: "sshd[12]:" or "kernel:". A host alone before the end
    // is no host but the message.
    boolean isTag = tagEnd(line, start) == start + word.length() - 1;
    if (isTag || cursor.atEnd()) {
      cursor.moveTo(start);
      return;
    }
    String host = word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
    event.set(EcsField.LOG_SYSLOG_HOSTNAME, host);
    event.set(EcsField.HOST_HOSTNAME, host);
    cursor.skipBlanks();
    // "HOST : %ASA-…", as some devices write.
    if (cursor.looksAt(": ")) {
      cursor.skip(": ");
    }
  }

  private static String message(Cursor cursor, String line, Event event) {
    cursor.skipBlanks();
    int start = cursor.position();
    int end = tagEnd(line, start);
    if (end < 0) {
      return cursor.rest();
    }
    String tag = line.substring(start, end);
    int bracket = tag.indexOf('[');
    String program = bracket > 0 ? tag.substring(0, bracket) : tag;
    if (bracket > 0 && tag.endsWith("]")) {
      String process = tag.substring(bracket + 1, tag.length() - 1);
      event.set(EcsField.LOG_SYSLOG_PROCID, process);
      SyslogPriority.processId(process, event);
    }
    event.set(EcsField.LOG_SYSLOG_APPNAME, program);
    event.set(EcsField.PROCESS_NAME, program);
    cursor.moveTo(end + 1);
    cursor.skip(' ');
    return cursor.rest();
  }
}
