package io.logstream.bench.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** The peers find what the jobs in SQL find: a fault from minute 5 on, and a break-in. */
class PeerTest {

  @Test
  void trafficHasEachMinutesRequestsAndTheir95thPercentile() throws Exception {
    assertThat(found(Peer.TRAFFIC))
        .containsExactlyInAnyOrder(
            "payment requests in a minute 10.00 0-60",
            "payment 95th percentile in ms 9.55 0-60",
            "payment requests in a minute 6.00 300-360",
            "payment 95th percentile in ms 500.00 300-360");
  }

  @Test
  void topErrorsHasTheServicesThatFailMost() throws Exception {
    assertThat(found(Peer.TOP_ERRORS))
        .containsExactly("payment failures in five minutes 6.00 300-600");
  }

  @Test
  void visitsHasTheVisitThatFailedAndNotTheOneThatWentWell() throws Exception {
    assertThat(found(Peer.VISITS))
        .containsExactly("198.51.100.2 requests in a visit with failures 6.00 300-605");
  }

  @Test
  void errorSurgeHasTheMinute() throws Exception {
    assertThat(found(Peer.ERROR_SURGE))
        .containsExactly("payment failures in a minute 6.00 300-360");
  }

  @Test
  void breakInHasTheLogInThatWorkedAfterThree() throws Exception {
    assertThat(found(Peer.BREAK_IN))
        .containsExactly("203.0.113.9 failed log-ins before 3.00 120-123");
  }

  private static List<PeerEvent> events() {
    List<PeerEvent> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(request(i, "198.51.100.1", 200, i + 1));
    }
    for (int i = 0; i < 4; i++) {
      events.add(login(120 + i, i < 3 ? "failure" : "success"));
    }
    for (int i = 0; i < 6; i++) {
      events.add(request(300 + i, "198.51.100.2", 500, 500));
    }
    return events;
  }

  private static PeerEvent request(int second, String client, int status, double durationMs) {
    PeerEvent event = new PeerEvent();
    event.millis = second * 1_000L;
    event.service = "payment";
    event.client = client;
    event.status = status;
    event.durationMs = durationMs;
    return event;
  }

  private static PeerEvent login(int second, String outcome) {
    PeerEvent event = new PeerEvent();
    event.millis = second * 1_000L;
    event.client = "203.0.113.9";
    event.action = "ssh_login";
    event.outcome = outcome;
    return event;
  }

  private static List<String> found(Peer peer) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    SingleOutputStreamOperator<PeerEvent> events =
        env.fromData(events())
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<PeerEvent>forBoundedOutOfOrderness(Duration.ofSeconds(5))
                    .withTimestampAssigner((event, timestamp) -> event.millis));
    List<String> found = new ArrayList<>();
    try (CloseableIterator<PeerFinding> findings = peer.define(events).executeAndCollect()) {
      findings.forEachRemaining(
          finding ->
              found.add(
                  "%s %s %.2f %d-%d"
                      .formatted(
                          finding.subject,
                          finding.measure,
                          finding.value,
                          finding.from / 1_000,
                          finding.to / 1_000)));
    }
    return found;
  }
}
