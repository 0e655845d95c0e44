package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole topology, on two services of which one runs out of connections. */
class RootCauseJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BEGIN = Instant.parse("2026-01-05T10:00:00Z").toEpochMilli();
  private static final long MILLI = 1_000_000;

  /** Requests, five a second; the last ones fail. */
  private static final int USUAL = 900;

  private static final int FAILING = 300;

  private final ServiceCallJson calls = new ServiceCallJson();
  private final List<String> topics = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  @BeforeEach
  void traffic() {
    CollectingSink.clear();
    for (int i = 0; i < USUAL + FAILING; i++) {
      request(i, i >= USUAL);
    }
  }

  private void request(int i, boolean isFailing) {
    long time = BEGIN + i * 200L;
    String trace = "%032x".formatted(i + 1);
    long duration = (isFailing ? 1_000 : 20) * MILLI;
    call(
        trace,
        "a" + i,
        "",
        "",
        "web",
        "GET /order",
        ServiceCall.Side.SERVER,
        time,
        duration,
        isFailing);
    call(
        trace,
        "b" + i,
        "a" + i,
        "web",
        "stock",
        "GET /stock",
        ServiceCall.Side.CLIENT,
        time,
        duration,
        isFailing);
    call(
        trace,
        "c" + i,
        "b" + i,
        "web",
        "stock",
        "GET /stock",
        ServiceCall.Side.SERVER,
        time,
        duration,
        isFailing);
    line(
        trace,
        "c" + i,
        time + 5,
        isFailing ? "error" : "info",
        isFailing
            ? "Connection is not available, request timed out after 1000ms"
            : "reserved 3 items",
        i);
  }

  private void call(
      String trace,
      String span,
      String parent,
      String caller,
      String callee,
      String operation,
      ServiceCall.Side side,
      long time,
      long duration,
      boolean isFailed) {
    ServiceCall call =
        new ServiceCall(
            span,
            side,
            ServiceCall.Kind.SERVICE,
            caller,
            callee,
            operation,
            trace,
            span,
            parent,
            time * MILLI,
            duration,
            isFailed,
            ServiceCall.UNKNOWN);
    add(Topics.CALLS, time, calls.write(call));
  }

  private void line(
      String trace, String span, long time, String level, String message, int number) {
    String json =
        """
        {"@timestamp":"%s","message":"%s","log":{"level":"%s"},"service":{"name":"stock"},"host":{"name":"node-1"},\
        "trace":{"id":"%s"},"span":{"id":"%s"},"event":{"id":"line-%d"}}\
        """
            .formatted(Instant.ofEpochMilli(time), message, level, trace, span, number);
    add(Topics.LOGS, time, json.getBytes(UTF_8));
  }

  private void add(String topic, long time, byte[] value) {
    topics.add(topic);
    times.add(time);
    values.add(value);
  }

  private static RawRecord raw(String topic, long time, byte[] value) {
    RawRecord record = new RawRecord();
    record.topic = topic;
    record.timestamp = time;
    record.value = value;
    return record;
  }

  private static ControlRow row(String id, String json) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_PATTERNS;
    row.key = id.getBytes(UTF_8);
    row.value = json.getBytes(UTF_8);
    return row;
  }

  private void run(List<String> rows) throws Exception {
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    // Event time goes on in small steps, as it does where records come as they happen.
    env.getConfig().setAutoWatermarkInterval(1);
    List<String> topicOf = topics;
    List<Long> timeOf = times;
    List<byte[]> valueOf = values;
    RootCauseJob.define(
        env,
        new DataGeneratorSource<>(
            i ->
                raw(topicOf.get(i.intValue()), timeOf.get(i.intValue()), valueOf.get(i.intValue())),
            topics.size(),
            RateLimiterStrategy.perSecond(2_000),
            TypeInformation.of(RawRecord.class)),
        new DataGeneratorSource<>(
            i -> row("bad", rows.get(i.intValue())),
            rows.size(),
            TypeInformation.of(ControlRow.class)),
        new CollectingSink(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
    env.execute("root-cause");
  }

  private static List<JsonNode> incidents() throws Exception {
    List<JsonNode> incidents = new ArrayList<>();
    for (RoutedRecord record : CollectingSink.written()) {
      if (record.topic.equals(Topics.INCIDENTS)) {
        incidents.add(JSON.readTree(record.value));
      }
    }
    return incidents;
  }

  @Test
  void anIncidentNamesTheServiceThatRanOutOfConnectionsAndThePatternThatSaysSo() throws Exception {
    // A generator of nothing fails: a row that takes away what is not there.
    run(List.of(""));
    List<JsonNode> incidents = incidents();
    assertThat(incidents).isNotEmpty();
    JsonNode told =
        incidents.stream().filter(i -> i.path("patterns").size() > 0).findFirst().orElseThrow();
    assertThat(told.at("/root_causes/0/service").asText()).isEqualTo("stock");
    assertThat(told.path("patterns").findValuesAsText("pattern")).contains("pool-exhaustion");
    assertThat(told.at("/patterns/0/events/0/evidence").asText()).startsWith("line-");
  }

  @Test
  void aRowThatIsNoPatternIsADeadLetterAndStopsNothing() throws Exception {
    run(List.of("{\"kind\":\"pattern\",\"pattern\":\"id: bad\"}"));
    assertThat(incidents()).isNotEmpty();
    assertThat(CollectingSink.written())
        .filteredOn(record -> record.topic.equals(Topics.LOGS_DEAD))
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.headerOrNull(DeadLetterHeaders.ERROR))
                    .startsWith("pattern: pattern: "));
  }
}
