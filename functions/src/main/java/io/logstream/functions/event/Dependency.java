package io.logstream.functions.event;

import io.logstream.functions.event.ServiceCall.Kind;

/**
 * The calls from one service to another in one window: the record of topic {@link
 * Topics#DEPENDENCIES}. Its JSON is {@link DependencyJson}'s, its schema {@code
 * schema/dependency.v1.json}.
 *
 * @param caller the calling service
 * @param callee the called service, database or queue, or an address where it has no name
 * @param kind what is called
 * @param start of the window, nanoseconds since the epoch
 * @param end of the window, nanoseconds since the epoch, exclusive
 * @param calls how many
 * @param errors how many of them failed
 * @param client how long they took as the caller saw them
 * @param server how long they took as the callee saw them
 * @param bytes of requests and responses; {@link ServiceCall#UNKNOWN} where none were stated
 * @param rate calls a second, the newer the heavier: half as heavy every {@link #HALF_LIFE_SECONDS}
 */
public record Dependency(
    String caller,
    String callee,
    Kind kind,
    long start,
    long end,
    long calls,
    long errors,
    Latency client,
    Latency server,
    long bytes,
    double rate) {

  /** After so long a call counts half in {@link #rate}. */
  public static final double HALF_LIFE_SECONDS = 300;

  /**
   * Quantiles of durations, in milliseconds.
   *
   * @param p50 NaN where nothing was measured
   * @param p95 NaN where nothing was measured
   * @param p99 NaN where nothing was measured
   */
  public record Latency(double p50, double p95, double p99) {

    /** Nothing was measured. */
    public static final Latency UNKNOWN = new Latency(Double.NaN, Double.NaN, Double.NaN);

    /** Whether anything was measured. */
    public boolean isKnown() {
      return !Double.isNaN(p50);
    }
  }

  /** How long they took as the side saw them that knows best what the caller waits for. */
  public Latency latency() {
    return client.isKnown() ? client : server;
  }

  /** Failed calls of all, 0 to 1. */
  public double errorShare() {
    return calls == 0 ? 0 : (double) errors / calls;
  }
}
