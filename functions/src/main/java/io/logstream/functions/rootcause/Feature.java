package io.logstream.functions.rootcause;

/**
 * Something that a request left behind: a line, a span within the service, a call.
 *
 * @param kind of trace it left
 * @param text the line's place in the code or its template, the span's name, or the called service
 *     and operation
 * @param isError whether it tells of something that went wrong
 */
public record Feature(Kind kind, String text, boolean isError) {

  /** What kind of trace a request left. */
  public enum Kind {
    LINE,
    SPAN,
    CALL
  }
}
