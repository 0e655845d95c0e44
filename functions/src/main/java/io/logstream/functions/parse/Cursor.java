package io.logstream.functions.parse;

/**
 * A position in a line that moves forward only. Each method that does not find what it names throws
 * a {@link ParseException} that says so, with the place.
 */
public final class Cursor {

  private final String format;
  private final String line;
  private int position;

  /** A cursor at the start of a line; the format's name goes into errors. */
  public Cursor(String format, String line) {
    this(format, line, 0);
  }

  /** A cursor at a position of a line. */
  public Cursor(String format, String line, int position) {
    this.format = format;
    this.line = line;
    this.position = position;
  }

  /** Characters from the start. */
  public int position() {
    return position;
  }

  /** Goes to a position, forward or back. */
  public void moveTo(int to) {
    position = to;
  }

  /** Whether nothing is left. */
  public boolean atEnd() {
    return position >= line.length();
  }

  /** The next character, or {@code '\0'} at the end. */
  public char peek() {
    return position < line.length() ? line.charAt(position) : '\0';
  }

  /** Whether the rest starts with this text. */
  public boolean looksAt(String text) {
    return line.startsWith(text, position);
  }

  /** Skips a character that must be there. */
  public void expect(char c) throws ParseException {
    if (peek() != c || atEnd()) {
      throw expected("'" + c + "'");
    }
    position++;
  }

  /** Skips a text that must be there. */
  public void expect(String text) throws ParseException {
    if (!looksAt(text)) {
      throw expected("\"" + text + "\"");
    }
    position += text.length();
  }

  /** Skips the character if it is there, and tells whether it was. */
  public boolean skip(char c) {
    if (!atEnd() && line.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  /** Skips the text if it is there, and tells whether it was. */
  public boolean skip(String text) {
    if (looksAt(text)) {
      position += text.length();
      return true;
    }
    return false;
  }

  /** Skips spaces and tabs. */
  public void skipBlanks() {
    while (position < line.length()
        && (line.charAt(position) == ' ' || line.charAt(position) == '\t')) {
      position++;
    }
  }

  /** The text up to the next such character, which is skipped too. */
  public String until(char end) throws ParseException {
    int at = line.indexOf(end, position);
    if (at < 0) {
      throw expected("text that ends with '" + end + "'");
    }
    String text = line.substring(position, at);
    position = at + 1;
    return text;
  }

  /** The text up to the next such text, which is skipped too. */
  public String until(String end) throws ParseException {
    int at = line.indexOf(end, position);
    if (at < 0) {
      throw expected("text that ends with \"" + end + "\"");
    }
    String text = line.substring(position, at);
    position = at + end.length();
    return text;
  }

  /** The text up to the next blank or the end, at least one character; the blank stays. */
  public String word() throws ParseException {
    int start = position;
    while (position < line.length()
        && line.charAt(position) != ' '
        && line.charAt(position) != '\t') {
      position++;
    }
    if (position == start) {
      throw expected("a word");
    }
    return line.substring(start, position);
  }

  /** A run of one to eighteen decimal digits. */
  public long digits() throws ParseException {
    int start = position;
    long value = 0;
    while (position < line.length() && isDigit(line.charAt(position)) && position - start < 18) {
      value = value * 10 + (line.charAt(position++) - '0');
    }
    if (position == start) {
      throw expected("a number");
    }
    return value;
  }

  /**
   * A text in double quotes, in which a backslash takes the next character as it is. The quotes are
   * skipped.
   */
  public String quoted() throws ParseException {
    expect('"');
    int start = position;
    while (position < line.length()) {
      char c = line.charAt(position);
      if (c == '"') {
        return line.substring(start, position++);
      }
      if (c == '\\') {
        position = start;
        return unescaped();
      }
      position++;
    }
    position = start;
    throw expected("a closing quote");
  }

  private String unescaped() throws ParseException {
    int start = position;
    StringBuilder text = new StringBuilder();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\' && position < line.length()) {
        char next = line.charAt(position++);
        switch (next) {
          case 'n' -> text.append('\n');
          case 't' -> text.append('\t');
          case 'r' -> text.append('\r');
          case '"', '\\', '/' -> text.append(next);
          default -> text.append('\\').append(next);
        }
      } else {
        text.append(c);
      }
    }
    position = start;
    throw expected("a closing quote");
  }

  /** All that is left. */
  public String rest() {
    String text = line.substring(Math.min(position, line.length()));
    position = line.length();
    return text;
  }

  /** The error that something else was expected here. */
  public ParseException expected(String what) {
    return ParseException.expected(format, what, line, position);
  }

  /** Whether a character is one of 0 to 9. */
  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
