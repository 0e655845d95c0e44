package io.logstream.functions.parse.format;

import io.logstream.functions.parse.ParseException;

/**
 * {@code key=value} pairs with blanks, commas or semicolons between them and quotes around values
 * that hold such, as firewalls write. What is no pair is handed over as a bare word.
 */
final class KeyValues {

  /** Takes what was read. */
  interface Sink {
    void pair(String key, String value) throws ParseException;

    /** A word without an equals sign. */
    default void word(String word) throws ParseException {}
  }

  private KeyValues() {}

  /** Reads pairs from a position to the end of the line. */
  static void read(String line, int from, Sink sink) throws ParseException {
    int length = line.length();
    int i = from;
    while (i < length) {
      char c = line.charAt(i);
      if (isSeparator(c)) {
        i++;
        continue;
      }
      int start = i;
      while (i < length && line.charAt(i) != '=' && !isSeparator(line.charAt(i))) {
        i++;
      }
      if (i == length || line.charAt(i) != '=') {
        sink.word(line.substring(start, i));
        continue;
      }
      String key = line.substring(start, i++);
      if (i < length && line.charAt(i) == '"') {
        int close = closing(line, i + 1);
        sink.pair(key, unescape(line, i + 1, close));
        i = close + 1;
      } else {
        int end = i;
        while (end < length && !isSeparator(line.charAt(end))) {
          end++;
        }
        sink.pair(key, line.substring(i, end));
        i = end;
      }
    }
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == ',' || c == '\t' || c == ';';
  }

  /** The place of the quote that closes; the end of the line where none does, as in a cut line. */
  static int closing(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return line.length();
  }

  static String unescape(String line, int from, int to) {
    int backslash = line.indexOf('\\', from);
    int end = Math.min(to, line.length());
    if (backslash < 0 || backslash >= end) {
      return line.substring(from, end);
    }
    StringBuilder text = new StringBuilder(end - from);
    for (int i = from; i < end; i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < end && (line.charAt(i + 1) == '"' || line.charAt(i + 1) == '\\')) {
        c = line.charAt(++i);
      }
      text.append(c);
    }
    return text.toString();
  }

  /** Whether a key stands in the first characters of a line, at its start or behind a separator. */
  static boolean hasKey(String line, String keyAndEquals, int limit) {
    int at = line.indexOf(keyAndEquals);
    while (at >= 0 && at < limit) {
      if (at == 0 || isSeparator(line.charAt(at - 1)) || line.charAt(at - 1) == '[') {
        return true;
      }
      at = line.indexOf(keyAndEquals, at + 1);
    }
    return false;
  }
}
