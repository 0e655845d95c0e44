package io.logstream.functions.control;

/** A control row that cannot be applied; the message says what was expected, and where. */
public final class InvalidRowException extends Exception {

  private static final long serialVersionUID = 1L;

  public InvalidRowException(String message) {
    super(message);
  }

  public InvalidRowException(String message, Throwable cause) {
    super(message, cause);
  }
}
