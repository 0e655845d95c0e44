package io.logstream.local.shop;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a request stands in its trace, carried between services by the {@code traceparent} header
 * of W3C Trace Context.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits, of the work being done here
 * @param parentSpanId of the work that asked for it; empty at the root
 */
record TraceContext(String traceId, String spanId, String parentSpanId) {

  private static final int HEADER_LENGTH = 55;

  /** The context of a request: a span under the header's, or a new trace where there is none. */
  static TraceContext ofRequest(String traceparent) {
    if (traceparent == null || traceparent.length() < HEADER_LENGTH) {
      return new TraceContext(hex(2), hex(1), "");
    }
    return new TraceContext(traceparent.substring(3, 35), hex(1), traceparent.substring(36, 52));
  }

  /** The context of a call that this work makes. */
  TraceContext child() {
    return new TraceContext(traceId, hex(1), spanId);
  }

  String traceparent() {
    return "00-" + traceId + "-" + spanId + "-01";
  }

  private static String hex(int longs) {
    StringBuilder digits = new StringBuilder(16 * longs);
    for (int i = 0; i < longs; i++) {
      // Never all zeros, which the specification reserves for "none".
      digits.append("%016x".formatted(ThreadLocalRandom.current().nextLong() | 1));
    }
    return digits.toString();
  }
}
