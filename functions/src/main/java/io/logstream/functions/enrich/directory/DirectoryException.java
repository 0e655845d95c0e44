package io.logstream.functions.enrich.directory;

/** A directory cannot tell. */
final class DirectoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
