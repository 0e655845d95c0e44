package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Side;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Joins the reports of one trace to calls. A span whose parent belongs to another service was
 * called by that service; a client's span that no span of another service has as its parent called
 * something that does not report itself: a database, a queue, a service without tracing or one that
 * could not be reached.
 *
 * <p>The same report may come twice (a sender's retry, an access line beside the span): it counts
 * once.
 */
public final class TraceJoin {

  private TraceJoin() {}

  /** The calls that the reports of one trace make together. */
  public static void join(Collection<ServiceCall> reports, Consumer<EdgeCall> calls) {
    Map<String, ServiceCall> bySpan = new LinkedHashMap<>();
    Set<ServiceCall> withoutSpan = new HashSet<>();
    for (ServiceCall report : reports) {
      if (report.spanId().isEmpty()) {
        withoutSpan.add(report);
      } else {
        bySpan.merge(report.spanId(), report, TraceJoin::better);
      }
    }
    Map<String, Boolean> answered = new HashMap<>();
    for (ServiceCall report : bySpan.values()) {
      ServiceCall parent = bySpan.get(report.parentSpanId());
      if (parent == null || service(parent).equals(service(report))) {
        continue;
      }
      answered.put(parent.spanId(), true);
      calls.accept(
          new EdgeCall(
              service(parent),
              service(report),
              report.kind(),
              parent.start(),
              parent.side() == Side.SERVER ? ServiceCall.UNKNOWN : parent.duration(),
              report.duration(),
              parent.failed() || report.failed(),
              Math.max(parent.side() == Side.CLIENT ? parent.bytes() : -1, report.bytes())));
    }
    for (ServiceCall report : bySpan.values()) {
      if (report.side() == Side.CLIENT && !answered.containsKey(report.spanId())) {
        single(report, calls);
      }
    }
    withoutSpan.stream().filter(r -> r.side() == Side.CLIENT).forEach(r -> single(r, calls));
  }

  /** A call that only its caller reports. */
  static void single(ServiceCall report, Consumer<EdgeCall> calls) {
    if (!report.caller().isEmpty() && !report.callee().isEmpty()) {
      calls.accept(
          new EdgeCall(
              report.caller(),
              report.callee(),
              report.kind(),
              report.start(),
              report.duration(),
              ServiceCall.UNKNOWN,
              report.failed(),
              report.bytes()));
    }
  }

  /**
   * Of two reports of one span the one that says more: a span has a parent and a line often has
   * not; a proxy's access line bears the id of the span that served its client, not of its own
   * call.
   */
  public static ServiceCall better(ServiceCall one, ServiceCall other) {
    if (one.parentSpanId().isEmpty() != other.parentSpanId().isEmpty()) {
      return one.parentSpanId().isEmpty() ? other : one;
    }
    return one.side() == Side.CLIENT && other.side() == Side.SERVER ? other : one;
  }

  /** The service that reports. */
  static String service(ServiceCall report) {
    return report.side() == Side.CLIENT ? report.caller() : report.callee();
  }
}
