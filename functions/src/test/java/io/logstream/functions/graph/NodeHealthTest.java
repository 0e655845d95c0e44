package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeHealthTest {

  private static final long MINUTE = 60_000_000_000L;

  private static Dependency minute(
      String caller, String callee, long calls, long errors, double p95) {
    return edge(caller, callee, calls, errors, p95, MINUTE);
  }

  private static Dependency hour(
      String caller, String callee, long calls, long errors, double p95) {
    return edge(caller, callee, calls, errors, p95, 60 * MINUTE);
  }

  private static Dependency edge(
      String caller, String callee, long calls, long errors, double p95, long length) {
    Latency latency = new Latency(p95 / 2, p95, p95);
    double rate = calls * 1e9 / length;
    return new Dependency(
        caller, callee, Kind.SERVICE, 0, length, calls, errors, latency, latency, -1, rate);
  }

  @Test
  void asBeforeIsWell() {
    assertThat(EdgeHealth.of(minute("a", "b", 100, 1, 50), hour("a", "b", 6000, 60, 50)))
        .isEqualTo(EdgeHealth.WELL);
  }

  @Test
  void failuresBeyondTheUsualAreToldWithTheirNumbers() {
    EdgeHealth health = EdgeHealth.of(minute("a", "b", 100, 30, 50), hour("a", "b", 6000, 60, 50));

    assertThat(health.isDegraded()).isTrue();
    assertThat(health.score()).isCloseTo(0.4, offset(0.02));
    assertThat(health.reasons()).singleElement().asString().startsWith("30 % of 100 calls fail");
  }

  @Test
  void anEdgeThatAlwaysFailsIsNoWorseThanUsual() {
    assertThat(EdgeHealth.of(minute("a", "b", 100, 50, 50), hour("a", "b", 6000, 3000, 50)))
        .isEqualTo(EdgeHealth.WELL);
  }

  @Test
  void fourfoldTimesAreTwoThirdsOfTheWay() {
    EdgeHealth health = EdgeHealth.of(minute("a", "b", 100, 0, 200), hour("a", "b", 6000, 0, 50));

    assertThat(health.score()).isCloseTo(1.0 / 3, offset(1e-9));
  }

  @Test
  void whoNeedsASickServiceIsAsSickAsItNeedsIt() {
    ServiceGraph usual =
        ServiceGraph.of(
            List.of(
                hour("web", "cart", 3000, 0, 50),
                hour("web", "search", 6000, 0, 50),
                hour("cart", "payment", 3000, 0, 50)));
    ServiceGraph now =
        ServiceGraph.of(
            List.of(
                minute("web", "cart", 50, 0, 50),
                minute("web", "search", 100, 0, 50),
                minute("cart", "payment", 50, 25, 50)));

    Map<String, NodeHealth> health = NodeHealth.of(now, usual);

    double payment = health.get("payment").score();
    assertThat(payment).isLessThan(0.1);
    assertThat(health.get("cart").own()).isEqualTo(1);
    assertThat(health.get("cart").score()).isCloseTo(payment, offset(1e-9));
    assertThat(health.get("web").score()).isCloseTo(1 - 0.5 * (1 - payment), offset(1e-9));
    assertThat(health.get("search").score()).isEqualTo(1);
    assertThat(health.get("cart").reasons())
        .singleElement()
        .asString()
        .startsWith("needs payment in 100 % of its requests");
  }

  @Test
  void cyclesEnd() {
    ServiceGraph usual =
        ServiceGraph.of(
            List.of(
                hour("a", "b", 100, 0, 5), hour("b", "a", 100, 0, 5), hour("b", "c", 50, 0, 5)));
    ServiceGraph now = ServiceGraph.of(List.of(minute("b", "c", 50, 40, 5)));

    assertThat(NodeHealth.of(now, usual).get("a").isDegraded()).isTrue();
  }
}
