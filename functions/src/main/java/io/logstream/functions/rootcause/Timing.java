package io.logstream.functions.rootcause;

/**
 * How long a request took in one place.
 *
 * @param key what was timed
 * @param start nanoseconds since the epoch
 * @param millis how long, what it waited for subtracted
 * @param evidence the id of the span
 */
public record Timing(Key key, long start, double millis, String evidence) {

  /**
   * What is timed.
   *
   * @param kind of time
   * @param service that spent it
   * @param subject the operation; of {@link Kind#WAIT} the called service
   */
  public record Key(Kind kind, String service, String subject) {}

  /** Kinds of time. */
  public enum Kind {
    /** Work in an operation, its children subtracted. */
    OWN,
    /** Between the caller's span and the callee's: the network, queues, pools of connections. */
    WAIT
  }
}
