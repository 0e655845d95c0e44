package io.logstream.collector.http;

/** A request is not what it should be; the message says what was expected and is the answer. */
public final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** With the status 400. */
  public BadRequestException(String message) {
    this(400, message);
  }

  /** With another status. */
  public BadRequestException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** HTTP's status. */
  public int status() {
    return status;
  }
}
