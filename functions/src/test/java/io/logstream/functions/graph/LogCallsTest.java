package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Traces of a made-up system whose call trees are known: each service writes a line before and
 * behind each call that it makes, as services do; one writes none at its end.
 */
class LogCallsTest {

  private static final long MILLI = 1_000_000;

  /** Which calls each service makes, in order. */
  private static final Map<String, List<String>> SYSTEM =
      Map.of(
          "web", List.of("orders", "account"),
          "orders", List.of("stock", "prices", "stock"),
          "account", List.of("prices"),
          "stock", List.of(),
          "prices", List.of());

  private final SplittableRandom random = new SplittableRandom(7);
  private final Map<String, String> truth = new HashMap<>();
  private int ids;

  private long serve(
      String service, String caller, long at, Map<String, Long> skew, List<SpanLog> trace) {
    String id = "s" + ids++;
    truth.put(id, caller);
    long now = at + random.nextLong(MILLI / 4, MILLI);
    List<SpanLog.Line> lines = new ArrayList<>();
    lines.add(new SpanLog.Line(now + skew.getOrDefault(service, 0L), service + "#in"));
    int call = 0;
    for (String callee : SYSTEM.get(service)) {
      now += random.nextLong(MILLI / 2, 2 * MILLI);
      lines.add(new SpanLog.Line(now + skew.getOrDefault(service, 0L), service + "#call" + call++));
      now = serve(callee, service, now, skew, trace) + random.nextLong(MILLI / 4, MILLI);
    }
    if (!service.equals("stock")) {
      now += random.nextLong(MILLI / 2, 2 * MILLI);
      lines.add(new SpanLog.Line(now + skew.getOrDefault(service, 0L), service + "#out"));
    }
    trace.add(new SpanLog(id, service, lines));
    return now;
  }

  private Set<String> edges(Map<String, Long> skew) {
    List<List<SpanLog>> traces = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<SpanLog> trace = new ArrayList<>();
      serve(i % 4 == 0 ? "orders" : "web", "", i * 1000L * MILLI, skew, trace);
      traces.add(trace);
    }
    List<LogCalls.Call> calls = LogCalls.infer(traces);
    assertThat(calls).hasSize(truth.size());
    Set<String> edges = new TreeSet<>();
    for (LogCalls.Call call : calls) {
      edges.add(
          call.caller().map(SpanLog::service).orElse("outside") + ">" + call.callee().service());
    }
    return edges;
  }

  @Test
  void findsTheEdgesOfTheSystem() {
    assertThat(edges(Map.of()))
        .containsExactlyInAnyOrder(
            "outside>web",
            "outside>orders",
            "web>orders",
            "web>account",
            "orders>stock",
            "orders>prices",
            "account>prices");
  }

  @Test
  void findsThemWhereClocksDifferALittle() {
    assertThat(edges(Map.of("stock", -MILLI / 4, "account", MILLI / 4)))
        .contains("web>orders", "web>account", "orders>stock", "orders>prices", "account>prices");
  }

  @Test
  void aLoneSpanIsCalledFromOutside() {
    SpanLog span = new SpanLog("s", "batch", List.of(new SpanLog.Line(1, "t")));
    assertThat(LogCalls.infer(List.of(List.of(span))))
        .containsExactly(new LogCalls.Call(span, java.util.Optional.empty()));
  }

  @Test
  void nothingGivesNothing() {
    assertThat(LogCalls.infer(List.of())).isEmpty();
  }
}
