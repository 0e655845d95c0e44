package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.MetricPoint;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import io.logstream.functions.parse.template.Templates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the dependencies that recorded telemetry shows: from spans where there are any, else from
 * the lines of traced requests ({@link LogCalls}).
 */
public final class DependencyFinder {

  private final Map<String, List<ServiceCall>> spans = new LinkedHashMap<>();
  private final Map<String, Map<String, SpanLines>> lines = new LinkedHashMap<>();
  private final Map<String, Templates> templates = new HashMap<>();
  private final SilentCaller silentCaller = new SilentCaller();

  private long first = Long.MAX_VALUE;
  private long last;

  /** The lines of one span, in the order in which they came. */
  private static final class SpanLines {
    private final String service;
    private final List<SpanLog.Line> lines = new ArrayList<>();
    private boolean failed;

    private SpanLines(String service) {
      this.service = service;
    }
  }

  /** Takes a record; the order does not matter. */
  public void add(Telemetry record) {
    String service = record.resource().service();
    if (service.isEmpty()) {
      return;
    }
    if (record.time() > 0) {
      first = Math.min(first, record.time());
      last = Math.max(last, record.time());
    }
    if (record instanceof Span span) {
      spans.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(SpanCalls.of(span));
    } else if (record instanceof LogRecord line) {
      silentCaller.speaks(service);
      if (!line.traceId().isEmpty() && !line.spanId().isEmpty()) {
        add(service, line);
      }
    } else if (record instanceof MetricPoint point) {
      silentCaller.measured(service, point.name(), point.value());
    }
  }

  private void add(String service, LogRecord line) {
    SpanLines span =
        lines
            .computeIfAbsent(line.traceId(), id -> new LinkedHashMap<>())
            .computeIfAbsent(line.spanId(), id -> new SpanLines(service));
    String template =
        templates
            .computeIfAbsent(service, name -> new Templates())
            .of(LinePlace.withoutIds(line.body(), line.traceId(), line.spanId()))
            .id();
    span.lines.add(new SpanLog.Line(line.time(), LinePlace.of(line.body()).orElse(template)));
    span.failed |= line.severity() >= LogRecord.ERROR || LinePlace.isError(line.body());
  }

  /** The graph of all that was added. */
  public ServiceGraph graph() {
    Edges edges = new Edges();
    if (spans.isEmpty()) {
      fromLines(edges);
    } else {
      spans.values().forEach(trace -> TraceJoin.join(trace, edges::add));
    }
    return ServiceGraph.of(edges.dependencies(first, Math.max(first, last) + 1));
  }

  private void fromLines(Edges edges) {
    Map<SpanLog, Boolean> failed = new HashMap<>();
    List<List<SpanLog>> traces = new ArrayList<>();
    lines
        .values()
        .forEach(
            trace -> {
              List<SpanLog> logs = new ArrayList<>();
              trace.forEach(
                  (id, span) -> {
                    span.lines.sort(Comparator.comparingLong(SpanLog.Line::at));
                    SpanLog log = new SpanLog(id, span.service, span.lines);
                    failed.put(log, span.failed);
                    logs.add(log);
                  });
              traces.add(logs);
            });
    Optional<String> ingress = silentCaller.find();
    for (LogCalls.Call call : LogCalls.infer(traces)) {
      Optional<String> caller = call.caller().map(SpanLog::service).or(() -> ingress);
      caller.ifPresent(
          name ->
              edges.add(
                  new EdgeCall(
                      name,
                      call.callee().service(),
                      ServiceCall.Kind.SERVICE,
                      call.callee().first(),
                      ServiceCall.UNKNOWN,
                      call.callee().last() - call.callee().first(),
                      failed.get(call.callee()),
                      ServiceCall.UNKNOWN)));
    }
  }
}
