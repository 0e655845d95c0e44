package io.logstream.functions.threat.sigma;

/** A rule that cannot be used; the message says what was expected, what was found, and where. */
public final class SigmaException extends Exception {

  private static final long serialVersionUID = 1L;

  public SigmaException(String message) {
    super(message);
  }

  public SigmaException(String message, Throwable cause) {
    super(message, cause);
  }

  static SigmaException expected(String where, String what, Object found) {
    String text = String.valueOf(found);
    return new SigmaException(
        "%s: expected %s, found %s"
            .formatted(where, what, text.length() > 200 ? text.substring(0, 200) + "…" : text));
  }
}
