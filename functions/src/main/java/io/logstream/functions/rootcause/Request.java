package io.logstream.functions.rootcause;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one service did for one request: all its spans and lines under one span that another service
 * (or nobody) is the parent of. Filled by {@link TraceAssembler}, read-only afterwards.
 */
final class Request {

  final OperationKey key;
  final String traceId;
  final String spanId;
  final long start;

  /** What it left behind; equal sets are equal ways through the code. */
  final Set<Feature> path = new HashSet<>();

  /** Kinds of failure that its lines told of: place and classes of exceptions, no values. */
  final Set<String> failureModes = new HashSet<>(2);

  /** The requests to other services that it made. */
  final List<Request> calls = new ArrayList<>(4);

  final List<Timing> timings = new ArrayList<>(4);

  /**
   * 1 ÷ the number of this trace's requests to the same operation: they are no independent draws.
   */
  double weight = 1;

  Request(OperationKey key, String traceId, String spanId, long start) {
    this.key = key;
    this.traceId = traceId;
    this.spanId = spanId;
    this.start = start;
  }

  String evidence() {
    return spanId.isEmpty() ? "trace:" + traceId : "trace:" + traceId + "/span:" + spanId;
  }
}
