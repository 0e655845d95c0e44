package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import io.logstream.local.sql.RowVerdict.Change;
import io.logstream.local.sql.RowVerdict.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DryRunTest {

  private static final String RULE =
      "{\"kind\":\"validation\",\"dataset\":\"nginx\",\"mode\":\"%s\","
          + "\"allowed\":{\"http.request.method\":[\"GET\"]}}";

  @Test
  void saysOfEachRowWhatBecomesOfIt() {
    List<ControlRow> inForce =
        List.of(
            row(Topics.CONTROL_RULES, "methods", RULE.formatted("tag")),
            row(Topics.CONTROL_REFERENCE, "web-1", "{\"kind\":\"asset\",\"host\":\"web-1\"}"),
            row(Topics.CONTROL_REFERENCE, "web-2", "{\"kind\":\"asset\",\"host\":\"web-2\"}"));
    DryRun run =
        new DryRun(
            inForce,
            List.of(
                row(Topics.CONTROL_RULES, "methods", RULE.formatted("reject")),
                row(Topics.CONTROL_REFERENCE, "web-1", "{\"kind\":\"asset\",\"host\":\"web-1\"}"),
                row(Topics.CONTROL_REFERENCE, "web-2", ""),
                row(Topics.CONTROL_REFERENCE, "web-2", ""),
                row(
                    Topics.CONTROL_REFERENCE,
                    "web-3",
                    "{\"kind\":\"asset\",\"host\":\"web-3\",\"owner\":null}"),
                row(
                    Topics.CONTROL_REFERENCE,
                    "web-1",
                    "{\"kind\":\"asset\",\"host\":\"web-1\",\"criticality\":\"grave\"}")));

    List<RowVerdict> verdicts = run.verdicts();

    assertThat(verdicts)
        .extracting(RowVerdict::outcome)
        .containsExactly(
            Outcome.CHANGED,
            Outcome.SAME,
            Outcome.REMOVED,
            Outcome.WITHOUT_EFFECT,
            Outcome.NEW,
            Outcome.REFUSED);
    assertThat(verdicts.get(0).columns()).containsOnlyKeys("mode");
    assertThat(verdicts.get(0).columns().get("mode")).isEqualTo(new Change("tag", "reject"));
    assertThat(verdicts.get(4).columns()).containsOnlyKeys("kind", "host");
    assertThat(verdicts.get(5).error()).contains("criticality", "grave");
  }

  @Test
  void aRowOfAKindThatThereIsNotIsRefused() {
    DryRun run =
        new DryRun(List.of(), List.of(row(Topics.CONTROL_RULES, "x", "{\"kind\":\"rumour\"}")));

    assertThat(run.verdicts().get(0).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(run.verdicts().get(0).error()).contains("kind", "rumour");
  }

  @Test
  void readsWhatEachJobReads() {
    DryRun run =
        new DryRun(
            List.of(),
            List.of(
                row(Topics.CONTROL_THRESHOLDS, "no.such", "{\"kind\":\"threshold\",\"value\":1}"),
                row(
                    Topics.CONTROL_REFERENCE,
                    "bad-host",
                    "{\"kind\":\"indicator\",\"indicator\":\"203.0.113.66\"}"),
                row(Topics.CONTROL_PATTERNS, "p", "{\"kind\":\"pattern\",\"pattern\":\"id: [\"}")));

    assertThat(run.verdicts())
        .extracting(RowVerdict::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED);
    assertThat(run.verdicts().get(0).error()).contains("id: expected one of");
  }

  @Test
  void triesTheRowsOnLinesThatCameBefore() throws IOException {
    DryRun run =
        new DryRun(
            List.of(),
            List.of(
                row(Topics.CONTROL_RULES, "methods", RULE.formatted("reject")),
                row(
                    Topics.CONTROL_REFERENCE,
                    "web-1",
                    "{\"kind\":\"asset\",\"host\":\"web-1\",\"owner\":\"shop\"}")));

    DryRun.Effect effect =
        run.effect(
            List.of(line(1, "web-1", "GET"), line(2, "web-2", "GET"), line(3, "web-2", "BREW")));

    assertThat(effect.lines()).isEqualTo(3);
    assertThat(effect.changed()).isEqualTo(1);
    assertThat(effect.refused()).isEqualTo(1);
    assertThat(effect.accepted()).isZero();
    assertThat(effect.examples().get(0).origin()).isEqualTo("logs.raw-0-1");
    assertThat(effect.examples().get(0).fields())
        .containsEntry("logstream.host.asset.owner", new Change("", "shop"));
    assertThat(effect.examples().get(1).refusal()).contains("http.request.method", "BREW");
  }

  @Test
  void saysWhatSamplingWouldLeaveOut() throws IOException {
    ControlRow none =
        row(
            Topics.CONTROL_RULES,
            "quiet",
            "{\"kind\":\"sampling\",\"datasets\":\"nginx\",\"keep\":0}");
    List<RawRecord> lines = List.of(line(1, "web-1", "GET"), line(2, "web-2", "GET"));

    DryRun.Effect begun = new DryRun(List.of(), List.of(none)).effect(lines);
    assertThat(begun.leftOut()).isEqualTo(2);
    assertThat(begun.changed() + begun.refused() + begun.accepted() + begun.kept()).isZero();

    ControlRow gone = row(Topics.CONTROL_RULES, "quiet", "{\"deleted\":true}");
    DryRun.Effect ended = new DryRun(List.of(none), List.of(gone)).effect(lines);
    assertThat(ended.kept()).isEqualTo(2);
  }

  @Test
  void saysWhatWouldGoToATopicOfItsOwnAndWhetherItStaysInLogs() throws IOException {
    List<RawRecord> lines = List.of(line(1, "web-1", "GET"), line(2, "web-2", "GET"));
    String route = "{\"kind\":\"routing\",\"datasets\":\"nginx\",\"topic\":\"logs.archive\"%s}";

    DryRun.Effect copied =
        new DryRun(List.of(), List.of(row(Topics.CONTROL_RULES, "r", route.formatted(""))))
            .effect(lines);
    assertThat(copied.routed()).isEqualTo(2);
    assertThat(copied.leftOut() + copied.changed()).isZero();

    DryRun.Effect moved =
        new DryRun(
                List.of(),
                List.of(row(Topics.CONTROL_RULES, "r", route.formatted(",\"only\":true"))))
            .effect(lines);
    assertThat(moved.routed()).isEqualTo(2);
    assertThat(moved.leftOut()).isEqualTo(2);
  }

  @Test
  void saysWhichAlertsOfRecordedFlowsThereWouldBe() {
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      flows.add(refused("10.0.0.1", i));
    }
    ControlRow sooner =
        row(Topics.CONTROL_THRESHOLDS, "deny.connections", "{\"kind\":\"threshold\",\"value\":30}");

    DryRun.Alerts begun = new DryRun(List.of(), List.of(sooner)).alerts(flows);
    assertThat(begun.more()).singleElement().asString().startsWith("deny-burst, ");
    assertThat(begun.fewer()).isEmpty();

    ControlRow off =
        row(Topics.CONTROL_RULES, "deny-burst", "{\"kind\":\"detector\",\"enabled\":false}");
    DryRun.Alerts ended = new DryRun(List.of(sooner), List.of(off)).alerts(flows);
    assertThat(ended.more()).isEmpty();
    assertThat(ended.fewer()).singleElement().asString().contains("10.0.0.1");
  }

  private static Flow refused(String from, int second) {
    return new Flow(
        from + '-' + second,
        Layer.CONNECTION,
        "",
        (1_767_225_600L + second) * 1_000_000_000L,
        1_000_000L,
        "tcp",
        "",
        new Endpoint(from, 40_000 + second, 300, 3),
        new Endpoint("192.0.2.7", 443, 900, 3),
        Verdict.DENIED,
        State.REJECTED,
        Names.NONE,
        "",
        "test");
  }

  private static ControlRow row(String topic, String id, String json) {
    ControlRow row = new ControlRow();
    row.topic = topic;
    row.key = id.getBytes(UTF_8);
    row.value = json.getBytes(UTF_8);
    return row;
  }

  private static RawRecord line(int offset, String host, String method) {
    RawRecord raw = new RawRecord();
    raw.topic = Topics.LOGS_RAW;
    raw.offset = offset;
    raw.timestamp = 1_767_225_600_000L;
    raw.value =
        ("203.0.113.7 - - [24/Nov/2026:10:00:00 +0000] \""
                + method
                + " /pot HTTP/1.1\" 200 5 \"-\" \"probe\"")
            .getBytes(UTF_8);
    raw.headerNames = new String[] {RawHeaders.HOST, RawHeaders.FORMAT};
    raw.headerValues = new byte[][] {host.getBytes(UTF_8), "nginx".getBytes(UTF_8)};
    return raw;
  }
}
