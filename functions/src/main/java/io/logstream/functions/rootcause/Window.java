package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.MetricPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The traces and gauges of the last minutes, in buckets of event time. */
final class Window {

  /**
   * A trace.
   *
   * @param start of its first request, nanoseconds since the epoch
   */
  record Trace(long start, List<Request> requests) {}

  private final long bucketNanos;
  private final long mostNanos;
  private final Deque<Trace> traces = new ArrayDeque<>();
  private final Deque<MetricPoint> points = new ArrayDeque<>();
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;

  /**
   * @param mostNanos what began longer before the end counts as begun then: one span of a day must
   *     not make a day of buckets
   */
  Window(long bucketNanos, long mostNanos) {
    this.bucketNanos = bucketNanos;
    this.mostNanos = mostNanos;
  }

  void add(Trace trace) {
    traces.add(trace);
    start = Math.min(start, trace.start);
    end = Math.max(end, trace.start);
    for (Request request : trace.requests) {
      for (Timing timing : request.timings) {
        end = Math.max(end, timing.start());
      }
    }
    start = Math.max(start, end - mostNanos);
  }

  void add(MetricPoint point) {
    points.add(point);
  }

  /** What began before a time leaves the window. */
  List<Trace> leaveBefore(long time) {
    List<Trace> left = new ArrayList<>();
    while (!traces.isEmpty() && traces.peek().start < time) {
      left.add(traces.poll());
    }
    if (!left.isEmpty()) {
      start = traces.stream().mapToLong(Trace::start).min().orElse(Long.MAX_VALUE);
    }
    return left;
  }

  List<MetricPoint> pointsBefore(long time) {
    List<MetricPoint> left = new ArrayList<>();
    while (!points.isEmpty() && points.peek().time() < time) {
      left.add(points.poll());
    }
    return left;
  }

  boolean isEmpty() {
    return traces.isEmpty();
  }

  Iterable<Trace> traces() {
    return traces;
  }

  int traceCount() {
    return traces.size();
  }

  Iterable<MetricPoint> points() {
    return points;
  }

  int buckets() {
    return isEmpty() ? 0 : (int) ((end - start) / bucketNanos) + 1;
  }

  int bucket(long time) {
    return (int) Math.max(0, (Math.min(time, end) - start) / bucketNanos);
  }

  long startOf(int bucket) {
    return start + bucket * bucketNanos;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }
}
