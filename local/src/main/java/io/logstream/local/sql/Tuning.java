package io.logstream.local.sql;

import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.KafkaRecords;
import io.logstream.functions.route.RawRecord;
import io.logstream.local.sql.RowVerdict.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Says what tuning scripts would do before they do it. */
public final class Tuning {

  private static final List<String> CONTROL_TOPICS =
      Arrays.stream(ControlKind.values()).map(ControlKind::topic).distinct().toList();

  /** Alerts shown of those that would come or go. */
  private static final int EXAMPLES = 5;

  private final String brokers;
  private final PrintWriter out;

  public Tuning(String brokers, PrintWriter out) {
    this.brokers = brokers;
    this.out = out;
  }

  /**
   * Takes the rows that a script would write and says what would become of them.
   *
   * @param session with the catalogue's tables; of no use for other ends afterwards
   * @param script SQL
   * @param recorded how many of the last lines received are tried; none by 0
   */
  public Plan plan(SqlSession session, String script, int recorded) throws IOException {
    List<ControlRow> rows = new ArrayList<>();
    for (ControlRow row : TuningRows.of(session, brokers, Statements.of(script))) {
      rows.add(Author.sign(row, System.getProperty("user.name")));
    }
    List<ControlRow> written =
        TopicTail.of(brokers, CONTROL_TOPICS, Long.MAX_VALUE).stream()
            .map(KafkaRecords::controlRow)
            .toList();
    DryRun dryRun = new DryRun(written, rows);
    List<RowVerdict> verdicts = dryRun.verdicts();
    verdicts.forEach(this::show);
    if (recorded > 0) {
      show(dryRun.effect(lines(recorded)));
      show(dryRun.alerts(flows(recorded)));
    }
    out.flush();
    return new Plan(
        List.copyOf(rows),
        verdicts.stream().allMatch(verdict -> verdict.outcome() != Outcome.REFUSED));
  }

  /**
   * Rows to be written.
   *
   * @param isAccepted whether none of them would be refused
   */
  public record Plan(List<ControlRow> rows, boolean isAccepted) {}

  /** Writes the rows, each acknowledged by the broker. */
  public void write(Plan plan) throws IOException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            KafkaSecurity.with(Map.of("bootstrap.servers", brokers, "acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ControlRow row : plan.rows()) {
        producer
            .send(new ProducerRecord<>(row.topic, row.key, row.isTombstone() ? null : row.value))
            .get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a row was not written: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while rows were written", e);
    }
  }

  /** The newest flows. */
  private List<Flow> flows(int most) throws IOException {
    List<Flow> flows = new ArrayList<>();
    for (var record : TopicTail.of(brokers, List.of(Topics.FLOWS), most)) {
      flows.add(FlowJson.read(record.value()));
    }
    flows.sort(Comparator.comparingLong(Flow::start).reversed());
    return flows.subList(0, Math.min(most, flows.size()));
  }

  /** The newest lines, as many of each partition. */
  private List<RawRecord> lines(int most) {
    List<RawRecord> lines =
        TopicTail.of(brokers, List.of(Topics.LOGS_RAW), most).stream()
            .map(KafkaRecords::raw)
            .sorted((a, b) -> Long.compare(b.timestamp, a.timestamp))
            .toList();
    return lines.subList(0, Math.min(most, lines.size()));
  }

  private void show(RowVerdict verdict) {
    String what = verdict.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    out.printf(
        "%s %s: %s%s%n",
        verdict.topic(),
        verdict.id(),
        what,
        verdict.error().isEmpty() ? "" : ": " + verdict.error());
    verdict.columns().forEach((column, change) -> out.printf("  %s: %s%n", column, change));
  }

  private void show(DryRun.Alerts alerts) {
    out.printf(
        "of the last %d flows: %d alerts more, %d fewer%n",
        alerts.flows(), alerts.more().size(), alerts.fewer().size());
    alerts.more().stream().limit(EXAMPLES).forEach(alert -> out.printf("  more: %s%n", alert));
    alerts.fewer().stream().limit(EXAMPLES).forEach(alert -> out.printf("  fewer: %s%n", alert));
  }

  private void show(DryRun.Effect effect) {
    out.printf(
        "of the last %d lines: %d events would change, %d would be refused, %d dead letters would"
            + " be events; %d more would be left out of logs, and %d less; %d would go to other"
            + " topics of their own%n",
        effect.lines(),
        effect.changed(),
        effect.refused(),
        effect.accepted(),
        effect.leftOut(),
        effect.kept(),
        effect.routed());
    for (DryRun.Example example : effect.examples()) {
      out.printf(
          "  %s%s%n",
          example.origin(), example.refusal().isEmpty() ? "" : ": refused: " + example.refusal());
      example.fields().forEach((field, change) -> out.printf("    %s: %s%n", field, change));
    }
  }
}
