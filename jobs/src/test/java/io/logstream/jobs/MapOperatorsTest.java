package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The map that calls make, whatever way they come. */
class MapOperatorsTest {

  private static final long DISORDER = 1_000;
  private static final long HOUR = 3_600_000;

  private static long newest = Traffic.START;

  private static void send(MapOperators operators, List<Traffic.Sent> sent) throws Exception {
    for (Traffic.Sent one : sent) {
      operators.send(one);
      if (one.at() / 200 > newest / 200) {
        operators.watermark(one.at() - DISORDER);
      }
      newest = one.at();
    }
  }

  private static long minuteAfter(long time) {
    return (time / 60_000 + 2) * 60_000;
  }

  @Test
  void theHourHasEveryCallOnce() throws Exception {
    Traffic traffic = new Traffic(1).requests(90);
    try (MapOperators operators = MapOperators.of(1)) {
      send(operators, traffic.sent());
      operators.watermark(minuteAfter(newest));

      assertThat(operators.calls("1h")).isEqualTo(traffic.calls());
    }
  }

  @Test
  void lateReorderedAndDoubledReportsGiveTheSameMap() throws Exception {
    Traffic traffic = new Traffic(2).requests(90).disturbed();
    try (MapOperators operators = MapOperators.of(2)) {
      send(operators, traffic.sent());
      operators.watermark(minuteAfter(newest));

      assertThat(operators.calls("1h")).isEqualTo(traffic.calls());
    }
  }

  @Test
  void rescalingFromASavepointChangesNothing() throws Exception {
    Traffic traffic = new Traffic(3).requests(90).disturbed();
    List<Traffic.Sent> sent = traffic.sent();
    int third = sent.size() / 3;
    MapOperators operators = MapOperators.of(2);
    send(operators, sent.subList(0, third));
    operators = operators.rescaled(4);
    send(operators, sent.subList(third, 2 * third));
    operators = operators.rescaled(1);
    send(operators, sent.subList(2 * third, sent.size()));
    operators.watermark(minuteAfter(newest));

    assertThat(operators.calls("1h")).isEqualTo(traffic.calls());
    operators.close();
  }

  @Test
  void whenTheWindowsAreOverNothingIsLeft() throws Exception {
    Traffic traffic = new Traffic(4).requests(30).disturbed();
    try (MapOperators operators = MapOperators.of(2)) {
      send(operators, traffic.sent());
      operators.watermark(newest + 2_000);
      assertThat(operators.topic()).isNotEmpty();
      assertThat(operators.stateEntries()).isPositive();

      operators.watermark(newest + 2 * HOUR);

      assertThat(operators.topic()).isEmpty();
      assertThat(operators.stateEntries()).isZero();
      assertThat(operators.timers()).isZero();
    }
  }

  private static Traffic.Sent report(
      String span, String parent, Side side, String caller, String callee, long at) {
    ServiceCall report =
        new ServiceCall(
            "e-" + span,
            side,
            Kind.SERVICE,
            caller,
            callee,
            "",
            "t",
            span,
            parent,
            (Traffic.START + at) * 1_000_000,
            40_000_000,
            false,
            500);
    return new Traffic.Sent(report, Traffic.START + at + 40);
  }

  @Test
  void aCalleeThatReportsLateTakesThePlaceOfItsAddress() throws Exception {
    try (MapOperators operators = MapOperators.of(1)) {
      operators.send(report("c", "", Side.CLIENT, "web", "10.0.0.1:80", 0));
      operators.watermark(Traffic.START + 5_000);
      assertThat(operators.calls("10s")).containsOnlyKeys("web→10.0.0.1:80");

      operators.send(report("s", "c", Side.SERVER, "", "cart", 1));
      operators.watermark(Traffic.START + 7_000);

      assertThat(operators.calls("10s")).containsOnlyKeys("web→cart");
      Dependency edge = operators.topic().get("web→cart@10s");
      assertThat(edge.client().p50()).isCloseTo(40, offset(0.1));
      assertThat(edge.server().isKnown()).isTrue();
    }
  }

  @Test
  void aHalfThatComesAfterItsTraceWasForgottenIsDropped() throws Exception {
    try (MapOperators operators = MapOperators.of(1)) {
      operators.send(report("c", "", Side.CLIENT, "web", "cart", 0));
      operators.watermark(Traffic.START + 120_000);
      operators.send(report("c", "", Side.CLIENT, "web", "cart", 0));
      operators.watermark(Traffic.START + 240_000);

      assertThat(operators.calls("1h")).containsEntry("web→cart", 1);
    }
  }

  @Test
  void aWindowWithoutCallsIsTakenFromTheTopicAndTheHourStays() throws Exception {
    try (MapOperators operators = MapOperators.of(1)) {
      operators.send(report("c", "", Side.CLIENT, "web", "cart", 0));
      operators.watermark(Traffic.START + 5_000);
      assertThat(operators.topic()).containsKey("web→cart@10s");

      operators.watermark(Traffic.START + 130_000);

      assertThat(operators.topic()).containsOnlyKeys("web→cart@1h");
    }
  }

  @Test
  void aBusyEdgeThatFallsSilentIsToldWithinSeconds() throws Exception {
    try (MapOperators operators = MapOperators.of(1)) {
      for (int i = 0; i < 600; i++) {
        Traffic.Sent one = report("c" + i, "", Side.CLIENT, "web", "cart", i * 100L);
        operators.send(one);
        operators.watermark(one.at() - DISORDER);
      }
      assertThat(operators.events()).singleElement().asString().contains("appeared");

      operators.watermark(Traffic.START + 60_000 + 9_000);
      assertThat(operators.events()).last().asString().contains("\"vanished\"");

      operators.send(report("again", "", Side.CLIENT, "web", "cart", 72_000));
      operators.watermark(Traffic.START + 76_000);
      assertThat(operators.events()).last().asString().contains("\"returned\"");
    }
  }
}
