package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Span;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans and lines of traces that may not be whole yet. A trace is whole when nothing came for a
 * while; a line without a time waits for its spans as long as there is room. Bounded: beyond
 * {@value #MOST} the trace that came first is taken for whole.
 */
final class TraceBuffer {

  private static final int MOST = 50_000;

  private static final class Parts {
    final List<Span> spans = new ArrayList<>(16);
    final List<LogRecord> logs = new ArrayList<>(8);
    long last = Long.MAX_VALUE;

    void touch(long time) {
      last = last == Long.MAX_VALUE ? time : Math.max(last, time);
    }
  }

  private final Map<String, Parts> traces = new LinkedHashMap<>();
  private final TraceAssembler assembler = new TraceAssembler();
  private long withoutRequest;

  void add(Span span) {
    Parts parts = parts(span.traceId());
    parts.spans.add(span);
    parts.touch(span.end());
  }

  /**
   * @param isTimed whether the line's time is to be believed
   */
  void add(LogRecord log, boolean isTimed) {
    Parts parts = parts(log.traceId());
    parts.logs.add(isTimed ? log : log.withoutTime());
    if (isTimed) {
      parts.touch(log.time());
    }
  }

  private Parts parts(String traceId) {
    return traces.computeIfAbsent(traceId, id -> new Parts());
  }

  /** The traces of which nothing came since a time, and what is too much. */
  List<Window.Trace> quietSince(long time) {
    List<Window.Trace> whole = new ArrayList<>();
    int tooMany = traces.size() - MOST;
    for (Iterator<Map.Entry<String, Parts>> all = traces.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Parts> trace = all.next();
      if (trace.getValue().last < time || tooMany-- > 0) {
        all.remove();
        assemble(trace.getKey(), trace.getValue(), whole);
      }
    }
    return whole;
  }

  /** All that is left. */
  List<Window.Trace> all() {
    List<Window.Trace> whole = new ArrayList<>();
    traces.forEach((id, parts) -> assemble(id, parts, whole));
    traces.clear();
    return whole;
  }

  private void assemble(String id, Parts parts, List<Window.Trace> whole) {
    if (parts.last == Long.MAX_VALUE) {
      withoutRequest += parts.logs.size();
      return;
    }
    List<Request> requests = assembler.assemble(id, parts.spans, parts.logs);
    if (requests.isEmpty()) {
      withoutRequest += parts.logs.size();
      return;
    }
    whole.add(
        new Window.Trace(
            requests.stream().mapToLong(request -> request.start).min().orElseThrow(), requests));
  }

  /** Lines that belong to no request. */
  long withoutRequest() {
    return withoutRequest;
  }
}
