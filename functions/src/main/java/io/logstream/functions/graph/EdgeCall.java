package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;

/**
 * One call, after both sides' reports of it were joined.
 *
 * @param caller the calling service
 * @param callee the called service, database or queue
 * @param kind what was called
 * @param start nanoseconds since the epoch
 * @param clientDuration as the caller saw it, in nanoseconds; {@link ServiceCall#UNKNOWN} where it
 *     did not report
 * @param serverDuration as the callee saw it, in nanoseconds; {@link ServiceCall#UNKNOWN} where it
 *     did not report
 * @param failed whether either side calls it failed
 * @param bytes of request and response; {@link ServiceCall#UNKNOWN} where not stated
 */
public record EdgeCall(
    String caller,
    String callee,
    ServiceCall.Kind kind,
    long start,
    long clientDuration,
    long serverDuration,
    boolean failed,
    long bytes) {

  /** The duration of the side that knows best what the caller waits for. */
  public long duration() {
    return clientDuration != ServiceCall.UNKNOWN ? clientDuration : serverDuration;
  }
}
