package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Control rows that come while the job runs: traffic, then rows, then the same traffic of other
 * hosts. The rows wait for an alert of the first part; the second part waits for the dead letter of
 * a malformed row, which comes after the others.
 */
class ThreatControlTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_700_000_000L * SECOND;
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final List<byte[]> flows = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  @BeforeEach
  void forget() {
    CollectingSink.clear();
  }

  private void refused(String source, int connections) {
    for (int i = 0; i < connections; i++) {
      flow(source, "192.0.2.7", 443, i % 600, Verdict.DENIED, State.REJECTED);
    }
  }

  private void flow(String from, String to, int port, int second, Verdict verdict, State state) {
    Flow flow =
        new Flow(
            from + to + second + flows.size(),
            Layer.CONNECTION,
            "",
            START + second * SECOND,
            SECOND,
            "tcp",
            "",
            new Endpoint(from, 40_000, 300, 3),
            new Endpoint(to, port, 900, 3),
            verdict,
            state,
            Names.NONE,
            "",
            "test");
    flows.add(new FlowJson().write(flow));
  }

  private void row(String topic, String id, String value) {
    rows.add(new String[] {topic, id, value});
  }

  private static ControlRow controlRow(String[] texts, long offset) {
    ControlRow row = new ControlRow();
    row.topic = texts[0];
    row.offset = offset;
    row.key = texts[1].getBytes(UTF_8);
    row.value = texts[2].getBytes(UTF_8);
    return row;
  }

  private void run(int firstPart) throws Exception {
    List<byte[]> values = flows;
    List<String[]> control = rows;
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    ThreatJob.define(
        env,
        new DataGeneratorSource<>(
            index -> {
              if (index == firstPart) {
                await().atMost(BOUND).until(() -> !written(Topics.LOGS_DEAD).isEmpty());
              }
              RawRecord raw = new RawRecord();
              raw.value = values.get(index.intValue());
              raw.timestamp = START / 1_000_000;
              return raw;
            },
            values.size(),
            TypeInformation.of(RawRecord.class)),
        new DataGeneratorSource<>(
            index -> {
              if (index == 0) {
                await().atMost(BOUND).until(() -> !written(Topics.ALERTS).isEmpty());
              }
              return controlRow(control.get(index.intValue()), index);
            },
            control.size(),
            TypeInformation.of(ControlRow.class)),
        new CollectingSink(),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5));
    env.execute("threat");
  }

  private static List<RoutedRecord> written(String topic) {
    return CollectingSink.written().stream().filter(r -> r.topic.equals(topic)).toList();
  }

  private static Set<String> alerts() throws Exception {
    Set<String> alerts = new TreeSet<>();
    for (RoutedRecord record : written(Topics.ALERTS)) {
      JsonNode alert = new ObjectMapper().readTree(record.value);
      alerts.add(alert.path("kind").asText() + " of " + alert.at("/source/ip").asText());
    }
    return alerts;
  }

  @Test
  void aRowTakesEffectOnTheRunningJobAndAMalformedOneChangesNothing() throws Exception {
    refused("10.0.0.2", 40);
    flow("10.0.0.3", "198.51.100.9", 443, 5, Verdict.ALLOWED, State.ESTABLISHED);
    // Behind those that are to raise nothing: the rows come once this one's alert is there.
    refused("10.0.0.1", 60);
    int firstPart = flows.size();
    refused("10.0.0.4", 40);
    flow("10.0.0.5", "198.51.100.9", 443, 5, Verdict.ALLOWED, State.ESTABLISHED);
    flow("10.0.0.6", "198.51.100.77", 443, 5, Verdict.ALLOWED, State.ESTABLISHED);
    row(Topics.CONTROL_THRESHOLDS, "deny.connections", "{\"kind\":\"threshold\",\"value\":30}");
    row(
        Topics.CONTROL_REFERENCE,
        "feed:1",
        "{\"kind\":\"indicator\",\"indicator\":\"198.51.100.9\",\"source\":\"feed\"}");
    row(
        Topics.CONTROL_REFERENCE,
        "feed:2",
        "{\"kind\":\"indicator\",\"indicator\":\"198.51.100.77\","
            + "\"expires\":\"2020-01-01T00:00:00Z\"}");
    row(
        Topics.CONTROL_THRESHOLDS,
        "deny.connections",
        "{\"kind\":\"threshold\",\"value\":\"many\"}");

    run(firstPart);

    assertThat(alerts())
        .containsExactly(
            "deny-burst of 10.0.0.1", "deny-burst of 10.0.0.4", "threat-indicator of 10.0.0.5");
    assertThat(written(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.headerOrNull("dead.reason")).isEqualTo("INVALID_CONTROL_ROW");
              assertThat(dead.headerOrNull("dead.error"))
                  .startsWith("threshold: value: expected a number from")
                  .endsWith("found \"many\"");
            });
  }

  @Test
  void aRowTakenAwayLeavesTheDefault() throws Exception {
    refused("10.0.0.1", 60);
    int firstPart = flows.size();
    refused("10.0.0.4", 40);
    row(Topics.CONTROL_THRESHOLDS, "deny.connections", "{\"kind\":\"threshold\",\"value\":30}");
    row(Topics.CONTROL_THRESHOLDS, "deny.connections", "{\"deleted\":true}");
    row(Topics.CONTROL_THRESHOLDS, "deny.connection", "{\"kind\":\"threshold\",\"value\":30}");

    run(firstPart);

    assertThat(alerts()).containsExactly("deny-burst of 10.0.0.1");
    assertThat(written(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.headerOrNull("dead.error"))
                    .startsWith("threshold: id: expected one of [")
                    .endsWith("found \"deny.connection\""));
  }

  @Test
  void aSigmaRuleMatchesFromTheRowOnAndOneForOtherLogsIsRefused() throws Exception {
    refused("10.0.0.1", 60);
    int firstPart = flows.size();
    flow("10.0.0.5", "198.51.100.9", 4444, 5, Verdict.ALLOWED, State.ESTABLISHED);
    flow("10.0.0.6", "198.51.100.9", 443, 5, Verdict.ALLOWED, State.ESTABLISHED);
    String rule =
        "title: Shell on a port of its own\nid: rule-1\nlevel: high\ntags: [attack.t1571]\n"
            + "logsource: {category: %s}\ndetection: {s: {dst_port: 4444}, condition: s}";
    row(Topics.CONTROL_RULES, "rule-1", sigma(rule.formatted("firewall")));
    row(Topics.CONTROL_RULES, "rule-2", sigma(rule.formatted("process_creation")));

    run(firstPart);

    assertThat(alerts()).containsExactly("deny-burst of 10.0.0.1", "sigma of 10.0.0.5");
    JsonNode alert =
        new ObjectMapper()
            .readTree(written(Topics.ALERTS).get(written(Topics.ALERTS).size() - 1).value);
    assertThat(alert.at("/rule/id").asText()).isEqualTo("rule-1");
    assertThat(alert.at("/rule/level").asText()).isEqualTo("high");
    assertThat(alert.at("/severity").asText()).isEqualTo("high");
    assertThat(alert.at("/technique").toString())
        .isEqualTo("{\"id\":\"T1571\",\"name\":\"Non-Standard Port\"}");
    assertThat(written(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.headerOrNull("dead.error"))
                    .startsWith(
                        "sigma: rule: logsource: expected category proxy, dns or firewall"));
  }

  @Test
  void aDetectorThatIsSwitchedOffFindsNothingAndOneThatThereIsNotIsRefused() throws Exception {
    refused("10.0.0.1", 60);
    int firstPart = flows.size();
    refused("10.0.0.4", 60);
    flow("10.0.0.5", "198.51.100.9", 443, 5, Verdict.ALLOWED, State.ESTABLISHED);
    row(Topics.CONTROL_RULES, "deny-burst", "{\"kind\":\"detector\",\"enabled\":false}");
    row(
        Topics.CONTROL_REFERENCE,
        "feed:1",
        "{\"kind\":\"indicator\",\"indicator\":\"198.51.100.9\"}");
    row(Topics.CONTROL_RULES, "deny-bursts", "{\"kind\":\"detector\",\"enabled\":false}");

    run(firstPart);

    assertThat(alerts()).containsExactly("deny-burst of 10.0.0.1", "threat-indicator of 10.0.0.5");
    assertThat(written(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.headerOrNull("dead.error"))
                    .startsWith("detector: id: expected one of [beacon-ip, ")
                    .endsWith("found \"deny-bursts\""));
  }

  private static String sigma(String rule) {
    return new ObjectMapper().createObjectNode().put("kind", "sigma").put("rule", rule).toString();
  }
}
