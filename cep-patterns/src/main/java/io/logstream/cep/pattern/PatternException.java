package io.logstream.cep.pattern;

/** A pattern that cannot be used. The message says where, what was expected and what was found. */
public final class PatternException extends Exception {

  private static final long serialVersionUID = 1L;

  PatternException(String message) {
    super(message);
  }

  PatternException(String message, Throwable cause) {
    super(message, cause);
  }
}
