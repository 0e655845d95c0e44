package io.logstream.functions.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import org.junit.jupiter.api.Test;

class FlowsTest {

  private static Event connection() {
    return new Event()
        .set(EcsField.TIMESTAMP, 5_000L)
        .set(EcsField.SOURCE_IP, "192.0.2.1")
        .set(EcsField.SOURCE_PORT, 40_000)
        .set(EcsField.DESTINATION_IP, "198.51.100.1")
        .set(EcsField.DESTINATION_PORT, 443)
        .set(EcsField.NETWORK_TRANSPORT, "tcp");
  }

  @Test
  void anEventWithoutTwoSidesReportsNoFlow() {
    assertThat(Flows.of(new Event().set(EcsField.SOURCE_IP, "192.0.2.1"))).isEmpty();
  }

  @Test
  void takesTheFiveTupleAndCounts() {
    Flow flow =
        Flows.of(
                connection()
                    .set(EcsField.SOURCE_BYTES, 10)
                    .set(EcsField.DESTINATION_BYTES, 20)
                    .set(EcsField.EVENT_DURATION, 7))
            .orElseThrow();
    assertThat(flow.source().port()).isEqualTo(40_000);
    assertThat(flow.destination().ip()).isEqualTo("198.51.100.1");
    assertThat(flow.bytes()).isEqualTo(30);
    assertThat(flow.end()).isEqualTo(5_007);
    assertThat(flow.layer()).isEqualTo(Layer.CONNECTION);
    assertThat(flow.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void aDenialIsAnAttempt() {
    Flow flow = Flows.of(connection().set(EcsField.EVENT_ACTION, "Deny")).orElseThrow();
    assertThat(flow.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(flow.state()).isEqualTo(State.ATTEMPTED);
  }

  @Test
  void noAnswerIsAnAttempt() {
    assertThat(Flows.of(connection().set(EcsField.DESTINATION_PACKETS, 0)).orElseThrow().state())
        .isEqualTo(State.ATTEMPTED);
  }

  @Test
  void anEventThatDoesNotSayHasAnUnknownState() {
    assertThat(Flows.of(connection()).orElseThrow().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void theStateOfTheObserverCounts() {
    for (String[] c :
        new String[][] {
          {"S0", "ATTEMPTED"},
          {"REJ", "REJECTED"},
          {"SF", "ESTABLISHED"},
          {"S_", "ATTEMPTED"},
          {"S_RA", "REJECTED"},
          {"FSPA_FSPA", "ESTABLISHED"},
          {"INT", "ATTEMPTED"},
          {"CON", "ESTABLISHED"}
        }) {
      assertThat(Flows.of(connection().vendor("netflow.state", c[0])).orElseThrow().state())
          .as(c[0])
          .isEqualTo(State.valueOf(c[1]));
    }
  }

  @Test
  void bytesHaveTheirHeadersWhereTheObserverStatesThem() {
    Event event =
        connection()
            .set(EcsField.SOURCE_BYTES, 10)
            .set(EcsField.DESTINATION_BYTES, 20)
            .vendor("zeek.conn.orig_ip_bytes", 110)
            .vendor("zeek.conn.resp_ip_bytes", 220);
    assertThat(Flows.of(event).orElseThrow().bytes()).isEqualTo(330);
  }

  @Test
  void aResetAloneIsARefusal() {
    Event event =
        connection()
            .vendor("suricata.eve.event_type", "flow")
            .vendor("suricata.eve.flow.state", "closed")
            .set(EcsField.DESTINATION_PACKETS, 1)
            .vendor("suricata.eve.tcp.tcp_flags_tc", "14");
    assertThat(Flows.of(event).orElseThrow().state()).isEqualTo(State.REJECTED);
  }

  @Test
  void namesAreInOneSpelling() {
    Flow flow =
        Flows.of(
                connection()
                    .set(EcsField.DNS_QUESTION_NAME, "Www.Example.COM.")
                    .set(EcsField.TLS_CLIENT_SERVER_NAME, "API.Example.com"))
            .orElseThrow();
    assertThat(flow.names().question()).isEqualTo("www.example.com");
    assertThat(flow.names().wanted()).isEqualTo("api.example.com");
    assertThat(flow.layer()).isEqualTo(Layer.DNS);
  }
}
