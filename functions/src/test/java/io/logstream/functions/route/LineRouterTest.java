package io.logstream.functions.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.EventEnricher;
import io.logstream.functions.event.Change;
import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineRouterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControlView control = new ControlView(RouteFunction.tables(), false);
  private final LineRouter router = new LineRouter(ZoneOffset.UTC, EventEnricher.NONE, control);

  private static RawRecord raw(String line, Map<String, String> headers) {
    RawRecord raw = new RawRecord();
    raw.topic = Topics.LOGS_RAW;
    raw.partition = 3;
    raw.offset = 17;
    raw.timestamp = 1_700_000_000_000L;
    raw.key = "stream".getBytes(StandardCharsets.UTF_8);
    raw.value = line.getBytes(StandardCharsets.UTF_8);
    raw.headerNames = headers.keySet().toArray(String[]::new);
    raw.headerValues =
        headers.values().stream()
            .map(v -> v.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return raw;
  }

  private List<RoutedRecord> route(RawRecord raw) {
    List<RoutedRecord> out = new ArrayList<>();
    router.route(raw, out::add);
    return out;
  }

  private static LineRouter.Into into(List<RoutedRecord> out, List<LineRouter.Outcome> outcomes) {
    return new LineRouter.Into() {
      @Override
      public void add(RoutedRecord record) {
        out.add(record);
      }

      @Override
      public void became(LineRouter.Outcome outcome) {
        outcomes.add(outcome);
      }
    };
  }

  private void rule(String row) {
    rule("a-rule", row);
  }

  private void rule(String id, String row) {
    assertThat(control.apply(row(id, row)).error()).isEmpty();
  }

  private static ControlRow row(String id, String json) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_RULES;
    row.key = id.getBytes(StandardCharsets.UTF_8);
    row.value = json.getBytes(StandardCharsets.UTF_8);
    return row;
  }

  @Test
  void whatSamplingLeavesOutIsCountedAndWhatFollowsFromItStays() {
    rule("{\"kind\":\"sampling\",\"services\":[\"orders\"],\"keep\":0}");
    List<RoutedRecord> out = new ArrayList<>();
    List<LineRouter.Outcome> outcomes = new ArrayList<>();
    RawRecord span =
        raw(
            span(
                3,
                "eee19b7ec3c1b174",
                "",
                "GET /stock",
                "{\"key\":\"peer.service\",\"value\":{\"stringValue\":\"stock\"}}"),
            Map.of());

    router.route(span, into(out, outcomes));
    assertThat(out).extracting(record -> record.topic).containsExactly(Topics.CALLS);
    assertThat(outcomes).containsExactly(LineRouter.Outcome.SAMPLED);

    out.clear();
    rule("{\"deleted\":true}");
    router.route(span, out::add);
    assertThat(out).extracting(record -> record.topic).containsExactly(Topics.LOGS, Topics.CALLS);
  }

  @Test
  void ofTracesThePartIsKeptThatTheRuleSaysAndEachWholeOrNotAtAll() {
    rule("{\"kind\":\"sampling\",\"levels\":\"info\",\"keep\":0.25}");
    int kept = 0;
    for (int trace = 0; trace < 4_000; trace++) {
      int lines = 0;
      for (int i = 0; i < 3; i++) {
        String line =
            "{\"level\":\"info\",\"message\":\"m%d\",\"trace_id\":\"%032x\"}"
                .formatted(i, trace * 7919L);
        lines += route(raw(line, Map.of())).size();
      }
      assertThat(lines).isIn(0, 3);
      kept += lines / 3;
      String error =
          "{\"level\":\"error\",\"message\":\"m\",\"trace_id\":\"%032x\"}".formatted(trace * 7919L);
      assertThat(route(raw(error, Map.of()))).hasSize(1);
    }
    assertThat(kept).isBetween(850, 1_150);
  }

  @Test
  void aSamplingRuleOfEverythingOrOfMoreThanAllIsRefused() {
    for (String wrong :
        List.of(
            "{\"kind\":\"sampling\",\"keep\":0.5}",
            "{\"kind\":\"sampling\",\"levels\":\"info\",\"keep\":2}")) {
      assertThat(control.apply(row("a-rule", wrong)).error())
          .containsAnyOf("datasets: expected", "keep: expected");
    }
  }

  @Test
  void aRouteTakesACopyWhateverSamplingLeavesOutOrTheEventItself() throws Exception {
    String line = "{\"level\":\"info\",\"message\":\"paid\",\"service\":\"orders\"}";
    rule("a-rule", "{\"kind\":\"sampling\",\"services\":\"orders\",\"keep\":0}");
    rule("b-rule", "{\"kind\":\"routing\",\"services\":\"orders\",\"topic\":\"logs.archive\"}");
    List<RoutedRecord> out = new ArrayList<>();
    List<LineRouter.Outcome> outcomes = new ArrayList<>();
    router.route(raw(line, Map.of()), into(out, outcomes));
    assertThat(out).extracting(record -> record.topic).containsExactly(Topics.LOGS_ARCHIVE);
    assertThat(json(out.get(0)).path("message").asText()).isEqualTo("paid");
    assertThat(out.get(0).key).isEqualTo("orders".getBytes(StandardCharsets.UTF_8));

    rule("a-rule", "{\"deleted\":true}");
    assertThat(route(raw(line, Map.of())))
        .extracting(record -> record.topic)
        .containsExactly(Topics.LOGS_ARCHIVE, Topics.LOGS);

    rule(
        "c-rule",
        "{\"kind\":\"routing\",\"levels\":\"info\",\"topic\":\"logs.archive\",\"only\":true}");
    out.clear();
    router.route(raw(line, Map.of()), into(out, outcomes));
    assertThat(out).extracting(record -> record.topic).containsExactly(Topics.LOGS_ARCHIVE);
    assertThat(outcomes).containsExactly(LineRouter.Outcome.SAMPLED, LineRouter.Outcome.ROUTED);
    assertThat(route(raw("{\"level\":\"warn\",\"message\":\"m\"}", Map.of())))
        .extracting(record -> record.topic)
        .containsExactly(Topics.LOGS);
  }

  @Test
  void aRouteToATopicThatTheJobDoesNotHaveIsRefused() {
    ControlRow rule =
        row("a-rule", "{\"kind\":\"routing\",\"levels\":\"info\",\"topic\":\"logs.mine\"}");
    assertThat(control.apply(rule).error())
        .isEqualTo(
            "routing: topic: expected one of the job's routes [logs.security, logs.archive],"
                + " found \"logs.mine\"");
  }

  private static JsonNode json(RoutedRecord record) throws Exception {
    return JSON.readTree(record.value);
  }

  /** A span as OpenTelemetry's file exporter writes it. */
  private static String span(int kind, String id, String parent, String name, String attributes) {
    return """
    {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":\
    {"stringValue":"orders"}}]},"scopeSpans":[{"spans":[{"traceId":\
    "5b8efff798038103d269b633813fc60c","spanId":"%s","parentSpanId":"%s","name":"%s",\
    "kind":%d,"startTimeUnixNano":"1709208000000000000","endTimeUnixNano":\
    "1709208000005000000","attributes":[%s]}]}]}]}\
    """
        .formatted(id, parent, name, kind, attributes);
  }

  @Test
  void aSpanIsACallOfItsSideAndKnowsItsParent() throws Exception {
    String peer = "{\"key\":\"peer.service\",\"value\":{\"stringValue\":\"stock\"}}";

    JsonNode client =
        json(
            route(raw(span(3, "eee19b7ec3c1b174", "eee19b7ec3c1b173", "GET", peer), Map.of()))
                .get(1));
    JsonNode server =
        json(
            route(
                    raw(
                        span(2, "eee19b7ec3c1b173", "eee19b7ec3c1b172", "GET /orders/{id}", ""),
                        Map.of()))
                .get(1));

    assertThat(client.path("side").asText()).isEqualTo("client");
    assertThat(client.path("caller").asText()).isEqualTo("orders");
    assertThat(client.path("callee").asText()).isEqualTo("stock");
    assertThat(client.path("parent").asText()).isEqualTo("eee19b7ec3c1b173");
    assertThat(client.path("duration").asLong()).isEqualTo(5_000_000);
    assertThat(server.path("side").asText()).isEqualTo("server");
    assertThat(server.path("callee").asText()).isEqualTo("orders");
    assertThat(server.path("operation").asText()).isEqualTo("GET /orders/{id}");
    assertThat(server.path("parent").asText()).isEqualTo("eee19b7ec3c1b172");
  }

  @Test
  void anEventIsKeyedByItsServiceAndBearsWhatTheWayTold() throws Exception {
    List<RoutedRecord> out =
        route(
            raw(
                "ts=2024-02-29T12:00:00Z level=info msg=hello",
                Map.of(
                    RawHeaders.SERVICE, "cart",
                    RawHeaders.HOST, "node-1",
                    RawHeaders.FILE, "/var/log/cart.log",
                    RawHeaders.REGION, "eu")));

    assertThat(out).hasSize(1);
    assertThat(out.get(0).topic).isEqualTo(Topics.LOGS);
    assertThat(out.get(0).key).asString(StandardCharsets.UTF_8).isEqualTo("cart");
    JsonNode event = json(out.get(0));
    assertThat(event.at("/host/name").asText()).isEqualTo("node-1");
    assertThat(event.at("/log/file/path").asText()).isEqualTo("/var/log/cart.log");
    assertThat(event.at("/logstream/region").asText()).isEqualTo("eu");
    assertThat(event.at("/data_stream/dataset").asText()).isEqualTo("logfmt");
  }

  @Test
  void aLineThatAsksForAPaymentIsOneToo() throws Exception {
    String line =
        "{\"msg\":\"charge requested\",\"payment\":{\"key\":\"fare-71\",\"user\":\"u7\","
            + "\"payee\":\"d3\",\"amount\":1250,\"currency\":\"EUR\"}}";
    RoutedRecord payment =
        route(raw(line, Map.of())).stream()
            .filter(record -> record.topic.equals(Topics.PAYMENTS))
            .findFirst()
            .orElseThrow();
    assertThat(payment.key).asString(StandardCharsets.UTF_8).isEqualTo("u7");
    assertThat(json(payment).path("kind").asText()).isEqualTo("charge");
    assertThat(json(payment).path("amount").asLong()).isEqualTo(1250);
  }

  @Test
  void aLineThatOnlySpeaksOfAPaymentMovesNoMoney() {
    String line = "{\"msg\":\"payment of u7 over 1250 EUR\",\"payment\":{\"user\":\"u7\"}}";
    assertThat(route(raw(line, Map.of())))
        .noneMatch(record -> record.topic.equals(Topics.PAYMENTS));
  }

  @Test
  void theIdDependsOnTheIdempotencyKeyAloneWhereThereIsOne() throws Exception {
    RawRecord one = raw("hello", Map.of(RawHeaders.KEY, "file:17:4711"));
    RawRecord again = raw("hello", Map.of(RawHeaders.KEY, "file:17:4711"));
    again.offset = 99;
    RawRecord other = raw("hello", Map.of(RawHeaders.KEY, "file:17:4712"));

    String id = json(route(one).get(0)).at("/event/id").asText();
    assertThat(json(route(again).get(0)).at("/event/id").asText()).isEqualTo(id);
    assertThat(json(route(other).get(0)).at("/event/id").asText()).isNotEqualTo(id);
  }

  @Test
  void theIdDependsOnThePlaceInKafkaWhereThereIsNoKey() throws Exception {
    RawRecord one = raw("hello", Map.of());
    RawRecord next = raw("hello", Map.of());
    next.offset = 18;

    String id = json(route(one).get(0)).at("/event/id").asText();
    assertThat(json(route(one).get(0)).at("/event/id").asText()).isEqualTo(id);
    assertThat(json(route(next).get(0)).at("/event/id").asText()).isNotEqualTo(id);
  }

  @Test
  void aLineThatIsNotOfItsFormatBecomesADeadLetterWithTheRawBytes() {
    List<RoutedRecord> out =
        route(raw("no json at all", Map.of(RawHeaders.FORMAT, "json", RawHeaders.PEER, "p:1")));

    assertThat(out).hasSize(1);
    RoutedRecord dead = out.get(0);
    assertThat(dead.topic).isEqualTo(Topics.LOGS_DEAD);
    assertThat(dead.value).asString(StandardCharsets.UTF_8).isEqualTo("no json at all");
    assertThat(dead.headerOrNull(RawHeaders.PEER)).isEqualTo("p:1");
    assertThat(dead.headerOrNull(DeadLetterHeaders.REASON)).isEqualTo(DeadReason.UNPARSABLE.name());
    assertThat(dead.headerOrNull(DeadLetterHeaders.ORIGIN)).isEqualTo("logs.raw-3-17");
    assertThat(dead.headerOrNull(DeadLetterHeaders.ERROR)).startsWith("json: ");
  }

  private static final String TWO_RECORDS =
      "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
          + "{\"stringValue\":\"cart\"}}]},\"scopeLogs\":[{\"logRecords\":["
          + "{\"timeUnixNano\":\"1700000000000000000\",\"body\":{\"stringValue\":\"first\"}},%s]}]}]}";

  @Test
  void aLineOfSeveralRecordsBecomesAsManyEventsWhoseIdsSayWhichTheyAre() throws Exception {
    String second =
        "{\"timeUnixNano\":\"1700000000000000001\",\"body\":{\"stringValue\":\"second\"}}";
    RawRecord raw = raw(TWO_RECORDS.formatted(second), Map.of(RawHeaders.KEY, "k"));

    List<RoutedRecord> out = route(raw);

    String whole =
        json(route(raw("hello", Map.of(RawHeaders.KEY, "k"))).get(0)).at("/event/id").asText();
    assertThat(out).extracting(r -> r.topic).containsExactly(Topics.LOGS, Topics.LOGS);
    assertThat(json(out.get(0)).at("/event/id").asText()).isEqualTo(whole + ".0");
    assertThat(json(out.get(1)).at("/event/id").asText()).isEqualTo(whole + ".1");
    assertThat(json(out.get(1)).at("/message").asText()).isEqualTo("second");
  }

  @Test
  void aRefusedRecordOfSeveralIsADeadLetterOfItsOwnAndTheSameEventWhenSentAgain() throws Exception {
    List<LineRouter.Outcome> outcomes = new ArrayList<>();
    List<RoutedRecord> out = new ArrayList<>();
    router.route(
        raw(TWO_RECORDS.formatted("17"), Map.of(RawHeaders.KEY, "k")), into(out, outcomes));

    assertThat(outcomes).containsExactly(LineRouter.Outcome.RECOGNISED, LineRouter.Outcome.DEAD);
    RoutedRecord dead = out.get(1);
    assertThat(dead.topic).isEqualTo(Topics.LOGS_DEAD);
    assertThat(dead.headerOrNull(RawHeaders.PART)).isEqualTo("1");
    assertThat(dead.value).asString(StandardCharsets.UTF_8).contains("\"logRecords\":[17]");

    RawRecord again = raw("mended", Map.of(RawHeaders.KEY, "k", RawHeaders.PART, "1"));
    String first = json(out.get(0)).at("/event/id").asText();
    assertThat(json(route(again).get(0)).at("/event/id").asText())
        .isEqualTo(first.replace(".0", ".1"));
  }

  @Test
  void aLineSentAgainHasTheIdOfItsFirstPlace() throws Exception {
    String id = json(route(raw("hello", Map.of())).get(0)).at("/event/id").asText();
    RawRecord again = raw("hello", Map.of(DeadLetterHeaders.ORIGIN, "logs.raw-3-17"));
    again.offset = 400;
    assertThat(json(route(again).get(0)).at("/event/id").asText()).isEqualTo(id);

    RawRecord refused =
        raw("{\"resourceLogs\":[", Map.of(DeadLetterHeaders.ORIGIN, "logs.raw-0-1"));
    assertThat(route(refused).get(0).headerOrNull(DeadLetterHeaders.ORIGIN))
        .isEqualTo("logs.raw-0-1");
  }

  @Test
  void aLineThatBreaksOffWithinItsRecordsIsOneDeadLetter() {
    List<RoutedRecord> out = route(raw("{\"resourceLogs\":[{\"scopeLogs\":[", Map.of()));

    assertThat(out).hasSize(1);
    assertThat(out.get(0).topic).isEqualTo(Topics.LOGS_DEAD);
    assertThat(out.get(0).headerOrNull(RawHeaders.PART)).isNull();
  }

  @Test
  void aProxysLineGivesTheCallToItsUpstream() throws Exception {
    List<RoutedRecord> out =
        route(
            raw(
                "10.0.0.9 - - [29/Feb/2024:12:00:00 +0000] \"GET /orders/17 HTTP/1.1\" 502 27 \"-\""
                    + " \"curl/8\" rt=1.500 ua=\"10.0.0.7:8080\""
                    + " trace=4bf92f3577b34da6a3ce929d0e0e4736",
                Map.of(RawHeaders.SERVICE, "edge")));

    RoutedRecord record =
        out.stream().filter(r -> r.topic.equals(Topics.CALLS)).findFirst().orElseThrow();
    ServiceCall call = ServiceCallJson.read(record.value);
    assertThat(call.caller()).isEqualTo("edge");
    assertThat(call.callee()).isEqualTo("10.0.0.7:8080");
    assertThat(call.operation()).isEqualTo("GET /orders/{id}");
    assertThat(call.duration()).isEqualTo(1_500_000_000L);
    assertThat(call.failed()).isTrue();
    assertThat(call.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(call.id()).isEqualTo(json(out.get(0)).at("/event/id").asText());
  }

  @Test
  void aDeploysLineGivesTheChangeOnceItSucceeded() throws Exception {
    assertThat(route(raw(deploy("deployment started"), Map.of()))).hasSize(1);
    List<RoutedRecord> out = route(raw(deploy("deployment succeeded"), Map.of()));

    assertThat(out).hasSize(2);
    Change change = ChangeJson.read(out.get(1).value);
    assertThat(change.kind()).isEqualTo(Change.Kind.DEPLOY);
    assertThat(change.service()).isEqualTo("orders");
    assertThat(change.at()).isEqualTo(1_709_208_000_000_000_000L);
  }

  private static String deploy(String message) {
    return "{\"level\":\"info\",\"ts\":1709208000.0,\"msg\":\""
        + message
        + "\",\"service\":\"orders\",\"version\":\"1.5.0\",\"previous_version\":\"1.4.0\"}";
  }

  @Test
  void whateverTheBytesOneEventOrOneDeadLetterComesOfThem() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      RawRecord raw = raw("", Map.of());
      raw.value = bytes;
      List<RoutedRecord> out = route(raw);
      assertThat(out)
          .filteredOn(r -> r.topic.equals(Topics.LOGS) || r.topic.equals(Topics.LOGS_DEAD))
          .hasSize(1);
    }
  }

  /** Two regions have the same partitions and offsets; a sender's key is the same in both. */
  @Test
  void theIdIsOfTheRegionTooButForTheSendersKey() throws Exception {
    assertThat(List.of(id(Map.of()), id(Map.of(RawHeaders.REGION, "east"))))
        .doesNotContain(id(Map.of(RawHeaders.REGION, "west")))
        .doesNotHaveDuplicates();
    assertThat(id(Map.of(RawHeaders.REGION, "east", RawHeaders.KEY, "k")))
        .isEqualTo(id(Map.of(RawHeaders.REGION, "west", RawHeaders.KEY, "k")));
  }

  private String id(Map<String, String> headers) throws Exception {
    return json(route(raw("a line", headers)).get(0)).at("/event/id").asText();
  }
}
