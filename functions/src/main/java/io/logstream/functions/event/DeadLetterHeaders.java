package io.logstream.functions.event;

/**
 * The headers that a record in {@link Topics#LOGS_DEAD} has beside those of the record that was
 * refused. UTF-8 text.
 */
public final class DeadLetterHeaders {

  /** What the names of all of them start with. */
  public static final String PREFIX = "dead.";

  /**
   * The stage that refused it: {@code collector}, {@code parse}, {@code validate}, {@code index}, …
   */
  public static final String STAGE = "dead.stage";

  /**
   * The kind of refusal, an upper-case word such as {@code TOO_LONG}, to count and to filter by.
   */
  public static final String REASON = "dead.reason";

  /** What was expected, what came, and where. */
  public static final String ERROR = "dead.error";

  /**
   * Where the refused record stands: {@code topic-partition-offset}; where it stood first, if it
   * was sent again, as a record sent again says it too. Absent where it never reached a topic.
   */
  public static final String ORIGIN = "dead.origin";

  private DeadLetterHeaders() {}
}
