package io.logstream.collector.receive;

import java.nio.charset.StandardCharsets;

/**
 * The source stream of a syslog line: {@code HOST/PROGRAM} as its header has them, so that a relay
 * of many hosts is many streams. Looks at the first bytes only and never fails: a line that is no
 * syslog is of its sender's stream.
 */
final class SyslogStream {

  private static final int FARTHEST = 160;

  private SyslogStream() {}

  /**
   * @param otherwise the stream where the line names none
   */
  static String of(byte[] line, String otherwise) {
    int end = Math.min(line.length, FARTHEST);
    int at = afterPriority(line, end);
    if (at < 0) {
      return otherwise;
    }
    int host;
    if (at + 1 < end && line[at] == '1' && line[at + 1] == ' ') {
      host = afterBlank(line, at + 2, end); // RFC 5424: VERSION SP TIMESTAMP SP HOSTNAME SP APP
    } else if (at < end && line[at] >= '0' && line[at] <= '9') {
      host = afterBlank(line, at, end); // An ISO 8601 time, as rsyslog writes it.
    } else {
      host = at + 16; // RFC 3164: "Mmm dd hh:mm:ss "
      if (host >= end || line[at + 3] != ' ' || line[at + 6] != ' ' || line[host - 1] != ' ') {
        return otherwise;
      }
    }
    int program = afterBlank(line, host, end);
    if (host < 0 || program < 0) {
      return otherwise;
    }
    int programEnd = program;
    while (programEnd < end && isOfName(line[programEnd])) {
      programEnd++;
    }
    String hostName = new String(line, host, program - 1 - host, StandardCharsets.ISO_8859_1);
    return programEnd == program || programEnd == end
        ? hostName
        : hostName
            + "/"
            + new String(line, program, programEnd - program, StandardCharsets.ISO_8859_1);
  }

  private static boolean isOfName(byte b) {
    return b > ' ' && b != '[' && b != ':';
  }

  private static int afterPriority(byte[] line, int end) {
    if (end < 3 || line[0] != '<') {
      return -1;
    }
    for (int i = 1; i < Math.min(end, 5); i++) {
      if (line[i] == '>') {
        return i > 1 ? i + 1 : -1;
      }
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
    }
    return -1;
  }

  private static int afterBlank(byte[] line, int from, int end) {
    if (from < 0) {
      return -1;
    }
    for (int i = from; i < end; i++) {
      if (line[i] == ' ') {
        return i + 1 < end ? i + 1 : -1;
      }
    }
    return -1;
  }
}
