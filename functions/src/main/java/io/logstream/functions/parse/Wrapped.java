package io.logstream.functions.parse;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.format.DockerLine;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/**
 * A line as what wraps it and what is in it, for joining: {@code head + inner + rest} is the line.
 *
 * @param source what must be equal for two lines to belong together: the wrapping format, the host,
 *     the program, the stream
 * @param inner the text within, unescaped
 * @param start where the inner text starts in the line
 * @param end where it ends
 * @param isPart whether the line was cut within and goes on in the next
 */
record Wrapped(
    String source, String line, String inner, int start, int end, boolean isPart, boolean isJson) {

  /**
   * The end of a leap year, so that every date without a year is one; the time itself is unused.
   */
  private static final ParseContext ANY_TIME =
      new ParseContext(1_735_689_599_000_000_000L, ZoneOffset.UTC);

  private static final byte[] LINE_FEED = {'\n'};
  private static final byte[] ESCAPED_LINE_FEED = {'\\', 'n'};

  static Wrapped of(String line, Event scratch) {
    DockerLine docker = DockerLine.of(line);
    if (docker != null) {
      return new Wrapped(
          "docker " + docker.stream(line),
          line,
          docker.text(line),
          docker.start(),
          docker.end(),
          docker.isPart(line),
          true);
    }
    scratch.clear();
    for (String name : new String[] {"cri", "syslog-rfc5424", "syslog-rfc3164"}) {
      Format format = Formats.all().named(name).orElse(null);
      if (format == null || format.fit(line, scratch) < Format.FIELDS) {
        continue;
      }
      try {
        String inner = format.parse(line, ANY_TIME, scratch);
        if (inner != null && line.endsWith(inner)) {
          return new Wrapped(
              source(name, scratch),
              line,
              inner,
              line.length() - inner.length(),
              line.length(),
              scratch.vendorText("cri.partial").filter("true"::equals).isPresent(),
              false);
        }
      } catch (ParseException e) {
        // Not of that format after all.
      }
      scratch.clear();
    }
    return new Wrapped("", line, line, 0, line.length(), false, false);
  }

  private static String source(String format, Event outer) {
    return String.join(
        " ",
        format,
        outer.text(EcsField.LOG_SYSLOG_HOSTNAME).orElse(""),
        outer.text(EcsField.LOG_SYSLOG_APPNAME).orElse(""),
        outer.text(EcsField.LOG_SYSLOG_PROCID).orElse(""),
        outer.vendorText("cri.stream").orElse(""));
  }

  /** Whether another line comes from where this one does. */
  boolean isSameSource(Wrapped other) {
    return source.equals(other.source);
  }

  /** What stands before the place where the next line is put. */
  byte[] head() {
    String head = line.substring(0, end);
    if (isPart && !isJson) {
      // CRI's tag: the record is whole once it is joined.
      head = line.substring(0, start - 2) + "F" + line.substring(start - 1, end);
    }
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] rest() {
    return line.substring(end).getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] lineFeed() {
    return isJson ? ESCAPED_LINE_FEED : LINE_FEED;
  }

  /** Text as it stands within this wrapping. */
  byte[] quoted(byte[] text) {
    return isJson ? DockerLine.escape(text) : text;
  }
}
