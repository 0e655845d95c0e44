package io.logstream.local.sql;

/** A statement failed; the message is what Flink says of it, without its stack. */
public final class SqlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SqlException(String message) {
    super(message);
  }

  SqlException(String message, Throwable cause) {
    super(message, cause);
  }
}
