package io.logstream.local.stack;

/**
 * A server could not be started, reached or ended. The message is for the person at the terminal.
 */
public class StackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
