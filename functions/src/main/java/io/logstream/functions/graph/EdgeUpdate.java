package io.logstream.functions.graph;

/**
 * What a report of a call changes on the map.
 *
 * @param call the call; durations that were told before are unknown in it
 * @param isRemoved whether the call is taken back, since it was of another edge
 */
public record EdgeUpdate(EdgeCall call, boolean isRemoved) {

  /** The edge, {@code caller→callee}: the key of topic {@code dependencies}. */
  public String edge() {
    return call.caller() + '→' + call.callee();
  }
}
