package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.logstream.functions.threat.Alert;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.FlowJoin;
import io.logstream.functions.threat.ThreatEngine;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicators;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job's topology over bounded flows, against the engine that backtests run on. */
class ThreatJobTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_700_000_000L * SECOND;

  private final List<Flow> flows = new ArrayList<>();

  @BeforeEach
  void forget() {
    CollectingSink.clear();
  }

  private static Flow flow(
      Layer layer, String connection, String to, int port, long second, State state, Names names) {
    return new Flow(
        "event-" + to + "-" + port + "-" + second + layer,
        layer,
        connection,
        START + second * SECOND,
        SECOND,
        "tcp",
        "",
        new Endpoint("10.0.0.21", 40_000, 300, 3),
        new Endpoint(to, port, 900, 3),
        Verdict.UNKNOWN,
        state,
        names,
        "",
        "test");
  }

  private void beaconAndScan() {
    Names names =
        new Names(
            "", "", "", "", "www.example.net", "www.example.net:443", "CONNECT", 200, "", "", "");
    for (int i = 0; i < 280; i++) {
      String id = "c" + i;
      flows.add(
          flow(Layer.CONNECTION, id, "10.0.0.3", 3128, i * 300, State.ESTABLISHED, Names.NONE));
      flows.add(flow(Layer.HTTP, id, "10.0.0.3", 3128, i * 300, State.ESTABLISHED, names));
    }
    for (int i = 1; i <= 40; i++) {
      flows.add(
          flow(Layer.CONNECTION, "", "192.0.2." + i, 445, 9000 + i, State.ATTEMPTED, Names.NONE));
    }
  }

  private void run(List<Flow> in, byte[]... others) throws Exception {
    FlowJson json = new FlowJson();
    List<byte[]> values = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (Flow flow : in) {
      values.add(json.write(flow));
      times.add(flow.start() / 1_000_000);
    }
    for (byte[] other : others) {
      values.add(other);
      times.add(START / 1_000_000);
    }
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    ThreatJob.define(
        env,
        new DataGeneratorSource<>(
            index -> raw(values.get(index.intValue()), times.get(index.intValue())),
            values.size(),
            TypeInformation.of(RawRecord.class)),
        noRows(),
        new CollectingSink(),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5));
    env.execute("threat");
  }

  private static DataGeneratorSource<ControlRow> noRows() {
    return new DataGeneratorSource<>(
        index -> new ControlRow(), 0, TypeInformation.of(ControlRow.class));
  }

  private static RawRecord raw(byte[] value, long timestamp) {
    RawRecord raw = new RawRecord();
    raw.value = value;
    raw.timestamp = timestamp;
    return raw;
  }

  private static Set<String> alerts() throws Exception {
    Set<String> alerts = new TreeSet<>();
    ObjectMapper json = new ObjectMapper();
    for (RoutedRecord record : CollectingSink.written()) {
      if (record.topic.equals(Topics.ALERTS)) {
        JsonNode alert = json.readTree(record.value);
        alerts.add(alert.path("kind").asText() + " " + alert.at("/destination/domain").asText());
      }
    }
    return alerts;
  }

  private Set<String> backtested() {
    List<Flow> sorted = new ArrayList<>();
    flows.stream()
        .collect(
            Collectors.groupingBy(
                flow -> flow.connection().isEmpty() ? flow.id() : flow.connection()))
        .values()
        .forEach(records -> sorted.addAll(FlowJoin.join(records)));
    sorted.sort(Comparator.comparingLong(Flow::start));
    Thresholds thresholds = Thresholds.defaults();
    ThreatEngine engine = new ThreatEngine(Detectors.all(thresholds, Indicators.NONE), thresholds);
    engine.run(sorted);
    return engine.alerts().stream()
        .map(Alert::finding)
        .map(finding -> finding.kind().id() + " " + finding.subject().domain())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void findsWhatTheBacktestFinds() throws Exception {
    beaconAndScan();
    run(flows);
    assertThat(alerts())
        .isEqualTo(backtested())
        .containsExactly("beacon-proxy www.example.net", "horizontal-scan ");
    assertThat(CollectingSink.written()).as("told again only when it is news").hasSizeLessThan(60);
  }

  @Test
  void lateAndReorderedFlowsGiveTheSameAlerts() throws Exception {
    beaconAndScan();
    flows.sort(Comparator.comparingLong(Flow::start));
    Random random = new Random(5);
    for (int from = 0; from + 12 < flows.size(); from += 12) {
      Collections.shuffle(flows.subList(from, from + 12), random);
    }
    run(flows);
    assertThat(alerts()).containsExactly("beacon-proxy www.example.net", "horizontal-scan ");
  }

  @Test
  void whatIsNoFlowIsADeadLetterAndStopsNothing() throws Exception {
    beaconAndScan();
    run(flows, "{\"v\":1}".getBytes(StandardCharsets.UTF_8));
    assertThat(CollectingSink.written())
        .filteredOn(record -> record.topic.equals(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record.headerOrNull("dead.error")).contains("expected a known layer"));
    assertThat(alerts()).hasSize(2);
  }
}
