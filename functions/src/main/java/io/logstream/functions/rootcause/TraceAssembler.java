package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes {@link Request}s of the spans and lines of one trace. Spans whose parent is missing begin a
 * request of their own; lines whose span is missing are put together by service, and what one
 * service did within the time of another is taken for called by it.
 */
final class TraceAssembler {

  /** The attribute by which a span names the service that it calls. */
  static final String PEER = "peer.service";

  /** What is left of a request that its service did not answer: to be held against it. */
  private static final Feature UNANSWERED = new Feature(Feature.Kind.SPAN, "unanswered", true);

  private final LogPlaces places = new LogPlaces();

  /** The requests of a trace; its lines may have no time of their own. */
  List<Request> assemble(String traceId, List<Span> reports, List<LogRecord> logs) {
    Map<String, Span> byId = new LinkedHashMap<>(reports.size() * 2);
    reports.forEach(span -> byId.merge(span.spanId(), span, TraceAssembler::moreTelling));
    List<Span> spans = List.copyOf(byId.values());
    Map<String, List<Span>> children = new HashMap<>();
    for (Span span : spans) {
      if (byId.containsKey(span.parentSpanId())) {
        children.computeIfAbsent(span.parentSpanId(), id -> new ArrayList<>(2)).add(span);
      }
    }
    Map<String, Request> byEntry = new LinkedHashMap<>();
    Map<String, Request> bySpan = new HashMap<>(spans.size() * 2);
    for (Span span : spans) {
      Span entry = entry(span, byId);
      Request request =
          byEntry.computeIfAbsent(
              entry.spanId(),
              id ->
                  new Request(
                      new OperationKey(entry.resource().service(), entry.name()),
                      traceId,
                      id,
                      entry.start()));
      bySpan.put(span.spanId(), request);
    }
    for (Span span : spans) {
      addSpan(span, bySpan, byId, children.getOrDefault(span.spanId(), List.of()));
    }
    List<Request> requests = new ArrayList<>(byEntry.values());
    for (Span span : spans) {
      if (isUnanswered(span, children)) {
        requests.add(unanswered(span, bySpan.get(span.spanId())));
      }
    }
    addLines(traceId, logs, bySpan, requests);
    weigh(requests);
    return requests;
  }

  /**
   * Of two reports of one span, which a service's span and its access line are: the one that names
   * a parent, else the server's (a proxy's line tells of the call under the id of the request that
   * it was made for), else the longer, as a line may state no duration.
   */
  private static Span moreTelling(Span one, Span other) {
    if (one.parentSpanId().isEmpty() != other.parentSpanId().isEmpty()) {
      return one.parentSpanId().isEmpty() ? other : one;
    }
    boolean isServer = one.kind() == Span.Kind.SERVER;
    if (isServer != (other.kind() == Span.Kind.SERVER)) {
      return isServer ? one : other;
    }
    return one.duration() >= other.duration() ? one : other;
  }

  private static Span entry(Span span, Map<String, Span> byId) {
    Span entry = span;
    int steps = 0;
    for (Span parent = byId.get(entry.parentSpanId());
        parent != null
            && parent.resource().service().equals(span.resource().service())
            && steps++ < byId.size();
        parent = byId.get(entry.parentSpanId())) {
      entry = parent;
    }
    return entry;
  }

  private static void addSpan(
      Span span, Map<String, Request> bySpan, Map<String, Span> byId, List<Span> children) {
    Request request = bySpan.get(span.spanId());
    boolean isEntry = request.spanId.equals(span.spanId());
    if (!isEntry || span.failed()) {
      request.path.add(
          new Feature(
              Feature.Kind.SPAN,
              span.failed() ? span.name() + " failed" : span.name(),
              span.failed() || namesAnError(span.name())));
    }
    Span parent = byId.get(span.parentSpanId());
    if (isEntry && parent != null) {
      Request caller = bySpan.get(parent.spanId());
      caller.calls.add(request);
      caller.path.add(
          new Feature(
              Feature.Kind.CALL, request.key.service() + ' ' + request.key.operation(), false));
    }
    long remote =
        children.stream()
            .filter(child -> !child.resource().service().equals(span.resource().service()))
            .count();
    double millis = ownNanos(span, children) / 1e6;
    boolean isCall = remote > 0 && remote == children.size();
    Timing.Key key =
        isCall
            ? new Timing.Key(
                Timing.Kind.WAIT, request.key.service(), children.get(0).resource().service())
            : new Timing.Key(Timing.Kind.OWN, request.key.service(), span.name());
    request.timings.add(
        new Timing(
            key, span.start(), millis, "trace:" + span.traceId() + "/span:" + span.spanId()));
  }

  /** A call that failed, and of which the called service knows nothing. */
  private static boolean isUnanswered(Span span, Map<String, List<Span>> children) {
    return span.failed()
        && span.kind() == Span.Kind.CLIENT
        && span.attributes().containsKey(PEER)
        && !children.containsKey(span.spanId());
  }

  /** The request that never arrived, as if its service had left a trace of it. */
  private static Request unanswered(Span call, Request caller) {
    Request request =
        new Request(
            new OperationKey(call.attributes().get(PEER), call.name()),
            call.traceId(),
            call.spanId(),
            call.start());
    request.path.add(UNANSWERED);
    caller.calls.add(request);
    caller.path.add(
        new Feature(
            Feature.Kind.CALL, request.key.service() + ' ' + request.key.operation(), false));
    return request;
  }

  private static boolean namesAnError(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("error") || lower.contains("exception");
  }

  /** The duration that no child covers. */
  private static long ownNanos(Span span, List<Span> children) {
    List<Span> inOrder = new ArrayList<>(children);
    inOrder.sort(Comparator.comparingLong(Span::start));
    long covered = 0;
    long reached = span.start();
    for (Span child : inOrder) {
      long from = Math.max(reached, child.start());
      long to = Math.min(span.end(), child.end());
      if (to > from) {
        covered += to - from;
        reached = to;
      }
    }
    return Math.max(0, span.duration() - covered);
  }

  private void addLines(
      String traceId, List<LogRecord> logs, Map<String, Request> bySpan, List<Request> requests) {
    Map<String, List<LogRecord>> withoutSpan = new LinkedHashMap<>();
    for (LogRecord log : logs) {
      Request request = bySpan.get(log.spanId());
      if (request != null) {
        addLine(request, log);
      } else if (bySpan.isEmpty()) {
        withoutSpan.computeIfAbsent(log.resource().service(), s -> new ArrayList<>()).add(log);
      }
    }
    withoutSpan.values().removeIf(lines -> lines.stream().noneMatch(line -> line.time() > 0));
    withoutSpan.forEach((service, lines) -> requests.add(ofLines(traceId, service, lines)));
    if (!withoutSpan.isEmpty()) {
      nest(requests, withoutSpan);
    }
  }

  private void addLine(Request request, LogRecord log) {
    LogPlaces.Place place = places.of(log);
    request.path.add(new Feature(Feature.Kind.LINE, place.text(), place.isError()));
    if (place.isError()) {
      request.failureModes.add(LogPlaces.failureMode(place, log.body()));
    }
  }

  private Request ofLines(String traceId, String service, List<LogRecord> lines) {
    lines.sort(Comparator.comparingLong(LogRecord::time));
    long start =
        lines.stream().mapToLong(LogRecord::time).filter(time -> time > 0).min().orElseThrow();
    Request request = new Request(new OperationKey(service, ""), traceId, "", start);
    lines.forEach(line -> addLine(request, line));
    return request;
  }

  /** Of requests known by lines alone, those within the time of another were called by it. */
  private static void nest(List<Request> requests, Map<String, List<LogRecord>> lines) {
    for (Request outer : requests) {
      List<LogRecord> its = lines.get(outer.key.service());
      long last = its.get(its.size() - 1).time();
      for (Request inner : requests) {
        List<LogRecord> others = lines.get(inner.key.service());
        if (inner != outer
            && inner.start > outer.start
            && others.get(others.size() - 1).time() < last) {
          outer.calls.add(inner);
        }
      }
    }
  }

  private static void weigh(List<Request> requests) {
    Map<OperationKey, Integer> counts = new HashMap<>();
    requests.forEach(request -> counts.merge(request.key, 1, Integer::sum));
    requests.forEach(request -> request.weight = 1.0 / counts.get(request.key));
  }
}
