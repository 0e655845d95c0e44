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
  private static final int WHOLE_HEADER = MARK + 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "<0123456789JFMASOND*.:";
  }

  @Override
  public int fit(String line, Event outer) {
    int start = SyslogPriority.end(line);
    if (start > 0) {
      // A relay puts its own header in front; a priority alone within one is what systemd reads.
      return line.startsWith("1 ", start) ? NONE : FIELDS + 5;
    }
    if (outer.has(EcsField.LOG_SYSLOG_APPNAME)) {
      return NONE;
    }
    boolean isFirst = !outer.has(EcsField.LOG_SYSLOG_HOSTNAME);
    if (startsWithSyslogTime(line)) {
      return isFirst && hasHostAndTag(line) ? WHOLE_HEADER : FIELDS;
    }
    if (isFirst && isIsoFile(line)) {
      return line.charAt(10) == 'T' ? WHOLE_HEADER : FIELDS;
    }
    return startsWithSequence(line) ? FIELDS : NONE;
  }

  /** A whole header is a wrapping whatever mark the message behind it bears. */
  @Override
  public boolean outranksMarks() {
    return true;
  }

  @Override
  public boolean wraps() {
    return true;
  }

  /** {@code Mmm dd hh:mm:ss host tag: }. */
  private static boolean hasHostAndTag(String line) {
    int host = line.indexOf(' ', line.charAt(5) == ' ' ? 9 : 10) + 1;
    int tag = line.indexOf(' ', host) + 1;
    if (host < 14 || tag <= host + 1 || line.charAt(tag - 2) == ':') {
      return false;
    }
    for (int i = host; i < tag - 1; i++) {
      if (!isHostCharacter(line.charAt(i))) {
        return false;
      }
    }
    return tagEnd(line, tag) > tag;
  }

  /** Cisco's {@code 000123: *Mar 1 12:00:00.123: %}, as their buffers and relays have it. */
  private static boolean startsWithSequence(String line) {
    int i = 0;
    while (i < line.length() && i < 12 && Cursor.isDigit(line.charAt(i))) {
      i++;
    }
    if (i > 0 && !line.startsWith(": ", i)) {
      return false;
    }
    if (i > 0) {
      i += 2;
      // The device may name itself behind the number.
      int host = line.indexOf(": ", i);
      if (host > i && host < i + LONGEST_TAG && line.lastIndexOf(' ', host) == i - 1) {
        i = host + 2;
      }
    }
    boolean marked = i < line.length() && (line.charAt(i) == '*' || line.charAt(i) == '.');
    i += marked ? 1 : 0;
    return i > 0
        && line.length() > i + 16
        && Character.isUpperCase(line.charAt(i))
        && Character.isLowerCase(line.charAt(i + 1))
        && Character.isLowerCase(line.charAt(i + 2))
        && line.charAt(i + 3) == ' '
        && line.indexOf(": %", i + 12) > 0;
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

  /**
   * {@code 2024-02-29T12:00:00.123456+01:00 host tag: } or {@code tag[1]: }, rsyslog's format of
   * files, and {@code 2024-02-29 12:00:00 host tag[1]: } as some appliances write it.
   */
  private static boolean isIsoFile(String line) {
    if (line.length() < 26
        || line.charAt(4) != '-'
        || line.charAt(7) != '-'
        || line.charAt(13) != ':'
        || !Cursor.isDigit(line.charAt(0))) {
      return false;
    }
    boolean blank = line.charAt(10) == ' ';
    if (!blank && line.charAt(10) != 'T') {
      return false;
    }
    int host = line.indexOf(' ', 19);
    if (host < 19 || host > 36 || JavaLevels.at(line, host + 1) != null) {
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
    int end = tagEnd(line, tag + 1);
    return end > 0 && (!blank || line.charAt(end - 1) == ']');
  }

  private static boolean isHostCharacter(char c) {
    return Character.isLetterOrDigit(c) || "-._:[]%/".indexOf(c) >= 0;
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
    // Routers and firewalls end the time with a colon, and name no host behind it.
    boolean endsWithColon = cursor.skip(':') || cursor.skip(" :");
    if (!endsWithColon && cursor.skip(' ')) {
      host(cursor, line, event);
    }
    return message(cursor, line, event);
  }

  /** Reads a time stamp if one stands here; a line with a priority may lack it. */
  private static boolean time(Cursor cursor, ParseContext context, Event event, boolean optional)
      throws ParseException {
    int start = cursor.position();
    if (cursor.skip(':')) {
      cursor.skipBlanks();
    }
    origin(cursor, event);
    if (!cursor.skip('*')) {
      cursor.skip('.');
    }
    try {
      event.set(EcsField.TIMESTAMP, stamp(cursor, context));
      return true;
    } catch (ParseException e) {
      if (!optional) {
        throw e;
      }
      cursor.moveTo(start);
      return false;
    }
  }

  /**
   * Cisco: {@code 123: switch1: *Mar 1 12:00:00.123 UTC: %…}: a sequence number, the device where
   * it is told to name itself; the mark before the time says whether the clock is right.
   */
  private static void origin(Cursor cursor, Event event) throws ParseException {
    int start = cursor.position();
    if (Cursor.isDigit(cursor.peek())) {
      long sequence = cursor.digits();
      if (!cursor.skip(": ")) {
        cursor.moveTo(start);
        return;
      }
      event.set(EcsField.EVENT_SEQUENCE, sequence);
      int host = cursor.position();
      if (!cursor.atEnd() && cursor.peek() != ' ') {
        String word = cursor.word();
        if (word.endsWith(":") && word.length() > 1 && cursor.skip(' ') && word.charAt(0) != '%') {
          event.set(EcsField.LOG_SYSLOG_HOSTNAME, word.substring(0, word.length() - 1));
          event.set(EcsField.HOST_HOSTNAME, word.substring(0, word.length() - 1));
        } else {
          cursor.moveTo(host);
        }
      }
    }
  }

  private static long stamp(Cursor cursor, ParseContext context) throws ParseException {
    if (!Cursor.isDigit(cursor.peek())) {
      return Timestamps.syslog(cursor, context);
    }
    int start = cursor.position();
    long year = cursor.digits();
    if (cursor.position() - start == 4
        && cursor.skip(' ')
        && Character.isUpperCase(cursor.peek())) {
      // Nexus: "2024 Feb 29 12:00:00 UTC: %…".
      int month = Timestamps.month(cursor);
      cursor.skipBlanks();
      int day = (int) Math.min(cursor.digits(), 99);
      cursor.skipBlanks();
      return Timestamps.monthAndDay(cursor, context, (int) year, month, day);
    }
    cursor.moveTo(start);
    return Timestamps.iso(cursor, context);
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
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
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
