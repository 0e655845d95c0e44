package io.logstream.cep.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.cep.stream.PatternMatch;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainIncidentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BEGIN = 1_700_000_000_000L;

  private KeyedTwoInputStreamOperatorTestHarness<String, RoutedRecord, PatternMatch, RoutedRecord>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new ExplainIncidents()),
            record -> ExplainIncidents.SYSTEM,
            match -> ExplainIncidents.SYSTEM,
            Types.STRING);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static PatternMatch match(String id, String severity, String service, long seconds) {
    PatternMatch match = new PatternMatch();
    match.id = id;
    match.pattern = "pattern-" + id;
    match.title = "title";
    match.severity = severity;
    match.fault = "resource";
    match.key = service;
    match.service = service;
    match.start = BEGIN + seconds * 1_000;
    match.end = match.start + 1_000;
    match.steps = new String[] {"one"};
    match.evidence = new String[] {"event-" + id};
    match.times = new long[] {match.start};
    match.texts = new String[] {"text"};
    return match;
  }

  private void judge(String state, double shop, double store) throws Exception {
    String json =
        """
        {"v":1,"incident":{"id":"judged","state":"%s","start":"2023-11-14T22:13:20Z","end":"2023-11-14T22:14:20Z","score":0.5},
         "root_causes":[
          {"rank":1,"service":"shop","kind":"errors","location":"","onset":"","score":0.6,"parts":{"path":%s},"evidence":["a"]},
          {"rank":2,"service":"store","kind":"errors","location":"","onset":"","score":0.4,"parts":{"path":%s},"evidence":["b"]}],
         "timeline":[]}
        """
            .formatted(state, shop, store);
    harness.processElement1(
        new StreamRecord<>(
            new RoutedRecord(Topics.INCIDENTS, "judged", json.getBytes(UTF_8), BEGIN), BEGIN));
  }

  private void matched(PatternMatch match) throws Exception {
    harness.processElement2(new StreamRecord<>(match, match.end));
  }

  private List<JsonNode> told() throws Exception {
    List<JsonNode> told = new ArrayList<>();
    for (RoutedRecord record : harness.extractOutputValues()) {
      told.add(JSON.readTree(record.value));
    }
    return told;
  }

  @Test
  void aMatchTurnsACloseRanking() throws Exception {
    judge("open", 6, 4);
    matched(match("m", "high", "store", 30));
    JsonNode last = told().get(1);
    assertThat(last.at("/root_causes/0/service").asText()).isEqualTo("store");
    assertThat(last.at("/root_causes/0/parts/pattern").asDouble()).isEqualTo(5.0);
    assertThat(last.at("/root_causes/0/evidence").toString()).isEqualTo("[\"b\",\"event-m\"]");
    assertThat(last.at("/root_causes/1/rank").asInt()).isEqualTo(2);
    assertThat(last.at("/patterns/0/pattern").asText()).isEqualTo("pattern-m");
  }

  @Test
  void aMatchDoesNotTurnAClearRanking() throws Exception {
    matched(match("m", "medium", "store", 0));
    judge("open", 30, 4);
    assertThat(told()).hasSize(1);
    assertThat(told().get(0).at("/root_causes/0/service").asText()).isEqualTo("shop");
    assertThat(told().get(0).at("/patterns")).hasSize(1);
  }

  @Test
  void aSevereMatchOpensAnIncidentWhichTheJudgesOwnBecomesPartOf() throws Exception {
    matched(match("m", "critical", "db", 0));
    judge("open", 6, 4);
    judge("closed", 6, 4);
    assertThat(told()).extracting(i -> i.at("/incident/id").asText()).containsOnly("m");
    assertThat(told())
        .extracting(i -> i.at("/incident/state").asText())
        .containsExactly("open", "open", "closed");
    assertThat(told().get(0).at("/root_causes/0/service").asText()).isEqualTo("db");
  }

  @Test
  void anIncidentOfMatchesAloneIsClosedWhenItIsQuietAndLeavesNothing() throws Exception {
    matched(match("m", "high", "db", 0));
    matched(match("n", "low", "db", 60));
    harness.processBothWatermarks(
        new org.apache.flink.streaming.api.watermark.Watermark(BEGIN + 1_000_000));
    assertThat(told())
        .extracting(i -> i.at("/incident/state").asText())
        .containsExactly("open", "open", "closed");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void whatMatchesAgainAndAgainIsToldOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      PatternMatch match = match("m" + i, "high", "db", i);
      match.pattern = "same";
      matched(match);
    }
    assertThat(told()).hasSize(1);
  }

  @Test
  void aMatchOfLowSeverityAloneIsNoIncident() throws Exception {
    matched(match("m", "medium", "db", 0));
    assertThat(told()).isEmpty();
    harness.processBothWatermarks(
        new org.apache.flink.streaming.api.watermark.Watermark(BEGIN + 1_000_000));
    assertThat(told()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }
}
