package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseException;
import java.util.List;

/**
 * The {@code <PRI>} of both syslog formats: facility times eight plus severity (RFC 5424, section
 * 6.2.1).
 */
final class SyslogPriority {

  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "security",
          "console",
          "solaris-cron",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private static final List<String> SEVERITIES =
      List.of(
          "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug");

  private static final List<String> LEVELS =
      List.of("emergency", "alert", "critical", "error", "warn", "notice", "info", "debug");

  private SyslogPriority() {}

  /** Where the line goes on behind {@code <PRI>}; 0 where it does not start with one. */
  static int end(String line) {
    if (line.length() < 3 || line.charAt(0) != '<') {
      return 0;
    }
    int i = 1;
    int value = 0;
    while (i < line.length() && i <= 3 && Cursor.isDigit(line.charAt(i))) {
      value = value * 10 + (line.charAt(i++) - '0');
    }
    return i > 1 && value <= 191 && i < line.length() && line.charAt(i) == '>' ? i + 1 : 0;
  }

  static void parse(Cursor cursor, Event event) throws ParseException {
    cursor.expect('<');
    int start = cursor.position();
    long priority = cursor.digits();
    if (priority > 191) {
      cursor.moveTo(start);
      throw cursor.expected("a priority from 0 to 191");
    }
    cursor.expect('>');
    int severity = (int) priority & 7;
    int facility = (int) priority >> 3;
    event.set(EcsField.LOG_SYSLOG_PRIORITY, priority);
    event.set(EcsField.LOG_SYSLOG_FACILITY_CODE, facility);
    event.set(EcsField.LOG_SYSLOG_FACILITY_NAME, FACILITIES.get(facility));
    event.set(EcsField.LOG_SYSLOG_SEVERITY_CODE, severity);
    event.set(EcsField.LOG_SYSLOG_SEVERITY_NAME, SEVERITIES.get(severity));
    event.set(EcsField.LOG_LEVEL, LEVELS.get(severity));
  }

  /** Sets the severity from its code, 0 to 7; keeps other text as the level. */
  static void severity(String code, Event event) {
    if (code.length() == 1 && code.charAt(0) >= '0' && code.charAt(0) <= '7') {
      int severity = code.charAt(0) - '0';
      event.set(EcsField.LOG_SYSLOG_SEVERITY_CODE, severity);
      event.set(EcsField.LOG_SYSLOG_SEVERITY_NAME, SEVERITIES.get(severity));
      event.set(EcsField.LOG_LEVEL, LEVELS.get(severity));
    } else {
      event.set(EcsField.LOG_LEVEL, code);
    }
  }

  /** Sets the facility from its code, 0 to 23. */
  static void facility(String code, Event event) {
    long facility = Values.number(code);
    if (facility >= 0 && facility < FACILITIES.size()) {
      event.set(EcsField.LOG_SYSLOG_FACILITY_CODE, facility);
      event.set(EcsField.LOG_SYSLOG_FACILITY_NAME, FACILITIES.get((int) facility));
    }
  }

  /** Sets {@code process.pid} where the text is a number. */
  static void processId(String text, Event event) {
    if (text == null || text.isEmpty() || text.length() > 18) {
      return;
    }
    long pid = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!Cursor.isDigit(text.charAt(i))) {
        return;
      }
      pid = pid * 10 + (text.charAt(i) - '0');
    }
    event.set(EcsField.PROCESS_PID, pid);
  }
}
