package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceJoinTest {

  private static ServiceCall report(
      Side side, Kind kind, String caller, String callee, String span, String parent, long took) {
    return new ServiceCall(
        "e-" + span, side, kind, caller, callee, "op", "t", span, parent, 1_000, took, false, -1);
  }

  private static ServiceCall server(String service, String span, String parent) {
    return report(Side.SERVER, Kind.SERVICE, "", service, span, parent, 80);
  }

  private static ServiceCall client(String service, String peer, String span, String parent) {
    return report(Side.CLIENT, Kind.SERVICE, service, peer, span, parent, 100);
  }

  private static List<EdgeCall> join(List<ServiceCall> reports) {
    List<EdgeCall> calls = new ArrayList<>();
    TraceJoin.join(reports, calls::add);
    return calls;
  }

  @Test
  void bothSidesOfACallAreOneCallByTheCalleesOwnName() {
    List<ServiceCall> reports =
        new ArrayList<>(
            List.of(
                server("web", "1", ""),
                client("web", "10.0.0.7:80", "2", "1"),
                server("cart", "3", "2")));
    EdgeCall expected = new EdgeCall("web", "cart", Kind.SERVICE, 1_000, 100, 80, false, -1);

    assertThat(join(reports)).containsExactly(expected);
    Collections.reverse(reports);
    assertThat(join(reports)).containsExactly(expected);
  }

  @Test
  void spansWithoutAKindAreCallsWhereTheServiceChanges() {
    assertThat(
            join(
                List.of(
                    report(Side.UNKNOWN, Kind.SERVICE, "", "web", "1", "", 50),
                    report(Side.UNKNOWN, Kind.SERVICE, "", "web", "2", "1", 40),
                    report(Side.UNKNOWN, Kind.SERVICE, "", "cart", "3", "2", 30))))
        .extracting(EdgeCall::caller, EdgeCall::callee)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("web", "cart"));
  }

  @Test
  void aCallWithoutAnAnsweringSpanGoesToWhatTheCallerNamed() {
    assertThat(
            join(
                List.of(
                    server("stock", "1", ""),
                    report(Side.CLIENT, Kind.DATABASE, "stock", "shop", "2", "1", 9))))
        .containsExactly(
            new EdgeCall("stock", "shop", Kind.DATABASE, 1_000, 9, ServiceCall.UNKNOWN, false, -1));
  }

  @Test
  void aReportThatComesTwiceCountsOnce() {
    assertThat(
            join(
                List.of(
                    client("web", "cart", "2", "1"),
                    server("cart", "3", "2"),
                    client("web", "cart", "2", "1"),
                    server("cart", "3", "2"))))
        .hasSize(1);
  }

  @Test
  void aProxysAccessLineBesideItsSpansAddsNoCall() {
    assertThat(
            join(
                List.of(
                    server("web", "1", ""),
                    client("web", "cart", "2", "1"),
                    server("cart", "3", "2"),
                    client("web", "10.0.0.7:80", "1", ""))))
        .extracting(EdgeCall::callee)
        .containsExactly("cart");
  }

  @Test
  void linesWithoutASpanCountByThemselves() {
    assertThat(join(List.of(client("web", "cart", "", ""), server("cart", "", ""))))
        .extracting(EdgeCall::caller, EdgeCall::callee)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("web", "cart"));
  }
}
