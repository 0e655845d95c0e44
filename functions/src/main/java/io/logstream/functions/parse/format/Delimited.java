package io.logstream.functions.parse.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Values with a separator between them, in double quotes where they hold it, a quote doubled (RFC
 * 4180) or behind a backslash.
 */
final class Delimited {

  /** More values than any log has; what follows stays in the last. */
  private static final int MOST = 1024;

  private Delimited() {}

  /** The values of a line. A quote that nothing closes ends with the line. */
  static List<String> split(String line, char separator) {
    return split(line, 0, separator);
  }

  /** The values of a line from a position on. */
  static List<String> split(String line, int from, char separator) {
    List<String> values = new ArrayList<>(32);
    int length = line.length();
    int i = from;
    while (true) {
      if (i < length && line.charAt(i) == '"' && values.size() < MOST) {
        i = quoted(line, i + 1, separator, values);
      } else {
        int end = values.size() < MOST ? line.indexOf(separator, i) : -1;
        if (end < 0) {
          end = length;
        }
        values.add(line.substring(Math.min(i, length), end));
        i = end;
      }
      if (i >= length) {
        return values;
      }
      i++;
    }
  }

  /** Reads a quoted value and whatever stands between its quote and the separator. */
  private static int quoted(String line, int from, char separator, List<String> values) {
    int length = line.length();
    StringBuilder text = null;
    int start = from;
    int i = from;
    while (i < length) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean doubled = i + 1 < length && line.charAt(i + 1) == '"';
        if (!doubled) {
          break;
        }
        text = text == null ? new StringBuilder() : text;
        text.append(line, start, i + 1);
        i += 2;
        start = i;
      } else if (c == '\\' && i + 1 < length && line.charAt(i + 1) == '"') {
        // "C:\" ends a value; only a quote that no separator follows was escaped.
        if (i + 2 >= length || line.charAt(i + 2) == separator) {
          i++;
          break;
        }
        text = text == null ? new StringBuilder() : text;
        text.append(line, start, i).append('"');
        i += 2;
        start = i;
      } else {
        i++;
      }
    }
    String last = line.substring(Math.min(start, length), Math.min(i, length));
    String value = text == null ? last : text.append(last).toString();
    int end = line.indexOf(separator, i);
    if (end < 0) {
      end = length;
    }
    if (i + 1 < end) {
      value += line.substring(i + 1, end);
    }
    values.add(value);
    return end;
  }

  /** The first place of a character from a position to before another; -1 where it is not there. */
  static int indexOf(String line, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  /** How many separators stand outside of quotes, counted no further than the given limit. */
  static int count(String line, char separator, int limit) {
    int count = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length() && count < limit; i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        count++;
      }
    }
    return count;
  }
}
