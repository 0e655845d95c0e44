package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall;
import java.nio.ByteBuffer;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/**
 * What is known of the calls from one service to another over some time. Mergeable: windows of
 * seconds add up to minutes, and the parts of several subtasks to the whole.
 *
 * <p>Quantiles come from KLL sketches (Karnin, Lang, Liberty 2016; Apache DataSketches), whose rank
 * is right within 1.3 % with a probability of 99 %.
 */
public final class Edge {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final byte VERSION = 1;
  private static final int HEADER = 3 + 3 * Long.BYTES + Integer.BYTES;
  private static final byte[] NOTHING = {};

  private final String caller;
  private final String callee;
  private final ServiceCall.Kind kind;
  private long calls;
  private long errors;
  private long bytes;
  private boolean hasBytes;
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
    if (call.bytes() != ServiceCall.UNKNOWN) {
      bytes += call.bytes();
      hasBytes = true;
    }
    addTimes(call);
  }

  /** Adds the durations of a call that was counted before, as a side tells them that came late. */
  public void addTimes(EdgeCall call) {
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
    bytes += other.bytes;
    hasBytes |= other.hasBytes;
    clientMillis.merge(other.clientMillis);
    serverMillis.merge(other.serverMillis);
  }

  /** Takes a call back whose caller or callee turned out to be another; its times stay. */
  public void remove(EdgeCall call) {
    // A pane may be told of a call's removal before, or without, the call: counts below nothing
    // are evened out where panes are added up.
    calls--;
    if (call.failed()) {
      errors--;
    }
    bytes -= Math.max(0, call.bytes());
  }

  /** What it is, to be read by {@link #of}. */
  public byte[] toBytes() {
    byte[] client = clientMillis.isEmpty() ? NOTHING : clientMillis.toByteArray();
    byte[] server = serverMillis.isEmpty() ? NOTHING : serverMillis.toByteArray();
    return ByteBuffer.allocate(HEADER + client.length + server.length)
        .put(VERSION)
        .put((byte) kind.ordinal())
        .put((byte) (hasBytes ? 1 : 0))
        .putLong(calls)
        .putLong(errors)
        .putLong(bytes)
        .putInt(client.length)
        .put(client)
        .put(server)
        .array();
  }

  /**
   * The edge of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are of a version that is not known
   */
  public static Edge of(String caller, String callee, byte[] written) {
    ByteBuffer in = ByteBuffer.wrap(written);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "edge: expected version %d, found %d".formatted(VERSION, version));
    }
    ServiceCall.Kind kind = ServiceCall.Kind.values()[in.get()];
    boolean hasBytes = in.get() == 1;
    Edge edge = new Edge(caller, callee, kind);
    edge.hasBytes = hasBytes;
    edge.calls = in.getLong();
    edge.errors = in.getLong();
    edge.bytes = in.getLong();
    byte[] client = new byte[in.getInt()];
    in.get(client);
    byte[] server = new byte[in.remaining()];
    in.get(server);
    merge(edge.clientMillis, client);
    merge(edge.serverMillis, server);
    return edge;
  }

  private static void merge(KllDoublesSketch into, byte[] sketch) {
    if (sketch.length > 0) {
      into.merge(KllDoublesSketch.heapify(Memory.wrap(sketch)));
    }
  }

  /** Calls so far. */
  public long calls() {
    return calls;
  }

  /**
   * What is known, as that of a window.
   *
   * @param start nanoseconds since the epoch
   * @param end nanoseconds since the epoch, exclusive
   * @param rate calls a second
   */
  public Dependency dependency(long start, long end, double rate) {
    return new Dependency(
        caller,
        callee,
        kind,
        start,
        end,
        calls,
        Math.min(errors, calls),
        latency(clientMillis),
        latency(serverMillis),
        hasBytes ? bytes : ServiceCall.UNKNOWN,
        rate);
  }

  private static Latency latency(KllDoublesSketch millis) {
    return millis.isEmpty()
        ? Latency.UNKNOWN
        : new Latency(millis.getQuantile(0.50), millis.getQuantile(0.95), millis.getQuantile(0.99));
  }
}
