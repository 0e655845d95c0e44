package io.logstream.functions.event;

/**
 * One side's report of one call between services: the record of topic {@link Topics#CALLS}. Its
 * JSON is {@link ServiceCallJson}'s, its schema {@code schema/service-call.v1.json}.
 *
 * <p>A call is reported by its caller, by its callee, or by both: the callee's {@link
 * #parentSpanId()} is then the caller's {@link #spanId()}. A span without a kind ({@link
 * Side#UNKNOWN}) is the callee's side of a call where its parent belongs to another service, and
 * work within a service else; who reads the topic joins it to find out.
 *
 * @param id the id of the event that this was derived from, the evidence of what is said of the
 *     edge
 * @param side who reports
 * @param kind what was called
 * @param caller the name of the calling service; empty where the callee does not know it
 * @param callee the name of the called service, or the address of what was called where it has no
 *     name; the reporting service where the side is not the caller's
 * @param operation such as {@code GET /orders/{id}}; empty where not stated
 * @param traceId empty where the call is not traced
 * @param spanId of the reporting side; empty where not stated
 * @param parentSpanId empty at the root of a trace and where not stated
 * @param start nanoseconds since the epoch
 * @param duration in nanoseconds; {@link #UNKNOWN} where not stated
 * @param failed whether it ended in an error
 * @param bytes of request and response; {@link #UNKNOWN} where not stated
 */
public record ServiceCall(
    String id,
    Side side,
    Kind kind,
    String caller,
    String callee,
    String operation,
    String traceId,
    String spanId,
    String parentSpanId,
    long start,
    long duration,
    boolean failed,
    long bytes) {

  /** A number that was not stated. */
  public static final long UNKNOWN = -1;

  /** Who reports a call. */
  public enum Side {
    CLIENT,
    SERVER,
    /** A span without a kind. */
    UNKNOWN
  }

  /** What is called. */
  public enum Kind {
    SERVICE,
    DATABASE,
    MESSAGING,
    EXTERNAL
  }
}
