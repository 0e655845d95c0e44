package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * What is known of the calls from one service to another over some time. Mergeable: windows of
 * seconds add up to minutes, and the parts of several subtasks to the whole.
 *
 * <p>Quantiles come from KLL sketches (Karnin, Lang, Liberty 2016; Apache DataSketches), whose rank
 * is right within 1.3 % with a probability of 99 %.
 */
public final class Edge {

  private static final double NANOS_PER_MILLI = 1e6;

  private final String caller;
  private final String callee;
  private ServiceCall.Kind kind;
  private long calls;
  private long errors;
  private final KllDoublesSketch clientMillis = KllDoublesSketch.newHeapInstance();
  private final KllDoublesSketch serverMillis = KllDoublesSketch.newHeapInstance();

  /** An edge without calls. */
  public Edge(String caller, String callee, ServiceCall.Kind kind) {
    this.caller = caller;
    this.callee = callee;
    this.kind = kind;
  }

  /** Adds a call. */
  public void add(EdgeCall call) {
    calls++;
    if (call.failed()) {
      errors++;
    }
    if (call.clientDuration() != ServiceCall.UNKNOWN) {
      clientMillis.update(call.clientDuration() / NANOS_PER_MILLI);
    }
    if (call.serverDuration() != ServiceCall.UNKNOWN) {
      serverMillis.update(call.serverDuration() / NANOS_PER_MILLI);
    }
  }

  /** Adds the calls of another time or another part of the stream. */
  public void merge(Edge other) {
    calls += other.calls;
    errors += other.errors;
    clientMillis.merge(other.clientMillis);
    serverMillis.merge(other.serverMillis);
  }

  public String caller() {
    return caller;
  }

  public String callee() {
    return callee;
  }

  public ServiceCall.Kind kind() {
    return kind;
  }

  public long calls() {
    return calls;
  }

  public long errors() {
    return errors;
  }

  /**
   * A quantile of the calls' durations, as the caller saw them, else as the callee did.
   *
   * @return milliseconds; NaN where neither side stated any
   */
  public double quantileMillis(double rank) {
    KllDoublesSketch sketch = clientMillis.isEmpty() ? serverMillis : clientMillis;
    return sketch.isEmpty() ? Double.NaN : sketch.getQuantile(rank);
  }

  /** As {@link #quantileMillis}, of the callee's own time. */
  public double serverQuantileMillis(double rank) {
    return serverMillis.isEmpty() ? Double.NaN : serverMillis.getQuantile(rank);
  }
}
