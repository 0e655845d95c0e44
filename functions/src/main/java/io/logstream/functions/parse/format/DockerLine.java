package io.logstream.functions.parse.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The place of the text in a line of Docker's json-file driver, found without parsing the line.
 *
 * @param start where the text starts, behind the opening quote
 * @param end where it ends, before the escaped line feed or the closing quote
 */
public record DockerLine(int start, int end) {

  private static final String HEAD = "{\"log\":\"";
  private static final String LINE_FEED = "\\n";

  /** The place of the text; null where the line is not such a line. */
  public static DockerLine of(String line) {
    if (!line.startsWith(HEAD)) {
      return null;
    }
    int i = HEAD.length();
    while (i < line.length() && line.charAt(i) != '"') {
      i += line.charAt(i) == '\\' ? 2 : 1;
    }
    if (i >= line.length() || line.indexOf("\"stream\":\"", i) < 0) {
      return null;
    }
    boolean endsWithLineFeed =
        line.startsWith(LINE_FEED, i - 2) && i - 2 >= HEAD.length() && line.charAt(i - 3) != '\\';
    return new DockerLine(HEAD.length(), endsWithLineFeed ? i - 2 : i);
  }

  /** {@code stdout} or {@code stderr}. */
  public String stream(String line) {
    int from = line.indexOf("\"stream\":\"", end) + 10;
    int to = line.indexOf('"', from);
    return to < 0 ? "" : line.substring(from, to);
  }

  /** Whether the text has no line feed at its end: Docker cuts lines at 16 KiB. */
  public boolean isPart(String line) {
    return line.charAt(end) == '"';
  }

  /** The text, the escapes that matter for its structure undone. */
  public String text(String line) {
    if (line.indexOf('\\', start) < 0 || line.indexOf('\\', start) >= end) {
      return line.substring(start, end);
    }
    StringBuilder text = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = line.charAt(i);
      if (c != '\\' || i + 1 >= end) {
        text.append(c);
        continue;
      }
      char next = line.charAt(++i);
      switch (next) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'u' -> i = unicode(line, i, text);
        default -> text.append(next);
      }
    }
    return text.toString();
  }

  private int unicode(String line, int at, StringBuilder text) {
    if (at + 4 < end) {
      try {
        char c = (char) Integer.parseInt(line, at + 1, at + 5, 16);
        // In UTF-8, since the line is read byte by byte.
        byte[] bytes = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        text.append(new String(bytes, StandardCharsets.ISO_8859_1));
        return at + 4;
      } catch (NumberFormatException e) {
        // Not an escape: kept as it stands.
      }
    }
    text.append("\\u");
    return at;
  }

  /** Text as it stands within a JSON string. */
  public static byte[] escape(byte[] text) {
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(text.length + 16);
    for (byte b : text) {
      switch (b) {
        case '\t' -> escaped.writeBytes(new byte[] {'\\', 't'});
        case '\n' -> escaped.writeBytes(new byte[] {'\\', 'n'});
        case '\r' -> escaped.writeBytes(new byte[] {'\\', 'r'});
        case '"', '\\' -> {
          escaped.write('\\');
          escaped.write(b);
        }
        default -> {
          if (b >= 0 && b < 0x20) {
            escaped.writeBytes("\\u%04x".formatted(b).getBytes(StandardCharsets.US_ASCII));
          } else {
            escaped.write(b);
          }
        }
      }
    }
    return escaped.toByteArray();
  }
}
