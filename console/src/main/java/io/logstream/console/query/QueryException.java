package io.logstream.console.query;

/** A query that is not of the language: what was expected, what came, and where. */
public final class QueryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int position;

  /** At a position, counted in characters from 0. */
  public QueryException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** Where, counted in characters from 0. */
  public int position() {
    return position;
  }
}
