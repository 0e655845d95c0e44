package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Change;
import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.MapWindow;
import io.logstream.functions.impact.stream.AssessChanges;
import io.logstream.functions.route.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change's way from what is expected of it to what it did. */
class AssessChangesTest {

  private static final long AT = 1_800_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, RoutedRecord> operator;

  @BeforeEach
  void open() throws Exception {
    operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new AssessChanges(Duration.ofSeconds(90), ZoneOffset.UTC)),
            record -> 0,
            Types.INT);
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private void send(String topic, String key, byte[] value) throws Exception {
    RawRecord record = new RawRecord();
    record.topic = topic;
    record.key = key.getBytes(StandardCharsets.UTF_8);
    record.value = value;
    record.timestamp = AT;
    operator.processElement(record, AT);
  }

  private void edge(String caller, String callee, long calls, long errors, double millis)
      throws Exception {
    for (MapWindow window : MapWindow.values()) {
      Dependency edge =
          new Dependency(
              caller,
              callee,
              Kind.SERVICE,
              (AT - window.length()) * NANOS_PER_MILLI,
              AT * NANOS_PER_MILLI,
              calls,
              errors,
              new Latency(millis, 2 * millis, 3 * millis),
              Latency.UNKNOWN,
              -1,
              1);
      send(
          Topics.DEPENDENCIES, window.key(caller + '→' + callee), new DependencyJson().write(edge));
    }
  }

  private void change(String id, String service) throws Exception {
    Change change =
        new Change(id, Change.Kind.DEPLOY, service, "2", "1", "", AT * NANOS_PER_MILLI, "ci", "");
    send(Topics.CHANGES, service, new ChangeJson().write(change));
  }

  private List<JsonNode> written(String topic) throws Exception {
    List<JsonNode> written = new ArrayList<>();
    for (RoutedRecord record : operator.extractOutputValues()) {
      if (record.topic.equals(topic)) {
        written.add(new ObjectMapper().readTree(record.value));
      }
    }
    return written;
  }

  private void shop() throws Exception {
    edge("web", "cart", 100, 0, 40);
    edge("cart", "payment", 100, 0, 20);
    edge("web", "search", 100, 0, 10);
  }

  private static JsonNode affected(JsonNode assessment, String service) {
    for (JsonNode one : assessment.path("affected")) {
      if (one.path("service").asText().equals(service)) {
        return one;
      }
    }
    throw new AssertionError(service + " is not in " + assessment);
  }

  @Test
  void whatIsExpectedIsToldAtOnceAndWhatCameAfterAWhile() throws Exception {
    shop();
    change("c1", "payment");

    JsonNode expected = written(Topics.CHANGE_IMPACT).get(0);
    assertThat(expected.path("state").asText()).isEqualTo("expected");
    assertThat(expected.at("/affected/0/service").asText()).isEqualTo("cart");
    assertThat(affected(expected, "search").at("/parts/dependence").asDouble()).isZero();

    edge("web", "cart", 100, 30, 40);
    edge("cart", "payment", 100, 30, 90);
    operator.processWatermark(AT + 90_000);

    JsonNode observed = written(Topics.CHANGE_IMPACT).get(1);
    assertThat(observed.path("state").asText()).isEqualTo("observed");
    assertThat(affected(observed, "cart").path("moved").asBoolean()).isTrue();
    assertThat(affected(observed, "search").path("moved").asBoolean()).isFalse();
    assertThat(observed.path("brier").asDouble()).isBetween(0.0, 1.0);
    assertThat(observed.at("/calibration/predictions").asInt()).isPositive();
    assertThat(operator.numEventTimeTimers()).isZero();
  }

  @Test
  void aServiceWhoseChangesDoHarmIsTrustedLess() throws Exception {
    shop();
    change("c1", "payment");
    edge("web", "cart", 100, 30, 40);
    operator.processWatermark(AT + 90_000);
    shop();
    change("c2", "payment");

    List<JsonNode> all = written(Topics.CHANGE_IMPACT);
    assertThat(all.get(2).path("harm").asDouble())
        .isGreaterThan(all.get(0).path("harm").asDouble());
  }

  @Test
  void aChangeThatComesTwiceIsAssessedOnce() throws Exception {
    shop();
    change("c1", "payment");
    change("c1", "payment");

    assertThat(written(Topics.CHANGE_IMPACT)).hasSize(1);
  }

  @Test
  void aTombstoneTakesAnEdgeFromTheMap() throws Exception {
    shop();
    for (MapWindow window : MapWindow.values()) {
      send(Topics.DEPENDENCIES, window.key("cart→payment"), new byte[0]);
    }
    change("c1", "payment");

    JsonNode expected = written(Topics.CHANGE_IMPACT).get(0);
    assertThat(expected.path("affected")).isEmpty();
    assertThat(expected.at("/advice/0").asText()).contains("not on the service map");
  }

  @Test
  void whatIsNoChangeIsADeadLetter() throws Exception {
    send(Topics.CHANGES, "x", "{\"v\":1}".getBytes(StandardCharsets.UTF_8));

    assertThat(operator.extractOutputValues())
        .singleElement()
        .satisfies(record -> assertThat(record.headerOrNull("dead.error")).contains("\"service\""));
  }
}
