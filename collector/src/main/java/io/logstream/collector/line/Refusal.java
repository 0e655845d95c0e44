package io.logstream.collector.line;

/**
 * Why a line goes to the dead letters.
 *
 * @param reason the kind, an upper-case word
 * @param error what was expected, what came, and where
 */
public record Refusal(String reason, String error) {

  /** The line is longer than the limit; what it holds is cut off there. */
  public static Refusal tooLong(long limit, long found) {
    return new Refusal(
        "TOO_LONG", "line: expected at most %d bytes, found %d; cut off".formatted(limit, found));
  }

  /** The frame around the line is not what its protocol says. */
  public static Refusal malformed(String error) {
    return new Refusal("MALFORMED", error);
  }
}
