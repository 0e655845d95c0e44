package io.logstream.functions.parse;

/**
 * A line is not of the format that it was taken for. The message names the format, what was
 * expected, where, and what stood there, for example {@code fortigate: expected key=value at
 * character 112, found "…"}.
 *
 * <p>Has no stack trace: it is an answer about the data, and hostile data may ask for it at every
 * line.
 */
public final class ParseException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 40;

  public ParseException(String message) {
    super(message, null, false, false);
  }

  /** What was expected at a position of a line, and what stands there instead. */
  public static ParseException expected(String format, String expected, String line, int position) {
    int from = Math.min(Math.max(position, 0), line.length());
    int to = Math.min(line.length(), from + SHOWN);
    String found =
        from == line.length()
            ? "the end of the line"
            : '"' + line.substring(from, to) + (to < line.length() ? "…\"" : "\"");
    return new ParseException(
        format + ": expected " + expected + " at character " + from + ", found " + found);
  }
}
