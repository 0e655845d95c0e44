package io.logstream.local.stack;

/** No server answered a request as it should; the next time one may. */
final class UnansweredException extends StackException {

  private static final long serialVersionUID = 1L;

  UnansweredException(String message, Throwable cause) {
    super(message, cause);
  }
}
