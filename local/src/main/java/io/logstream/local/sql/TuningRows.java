package io.logstream.local.sql;

import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.route.KafkaRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The rows that a tuning script writes, taken without writing them: the script runs on Flink as it
 * is, with its control tables turned to topics that nobody reads and that are gone afterwards. What
 * comes of it is to the byte what would be written.
 */
final class TuningRows {

  private static final Pattern SETTING =
      Pattern.compile("(SET|RESET|USE)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern INSERT =
      Pattern.compile(
          "INSERT\\s+INTO\\s+(live\\s*\\.\\s*)?`?control_[a-z]+`?[\\s(].*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private TuningRows() {}

  /**
   * The rows, in the order written to each topic. The session is of no use for other ends
   * afterwards.
   *
   * @throws SqlException if the script does anything but write to control tables, or fails
   */
  static List<ControlRow> of(SqlSession session, String brokers, List<String> statements) {
    statements.forEach(TuningRows::check);
    Map<String, String> topics = new TreeMap<>();
    String run = "dry-run-" + UUID.randomUUID() + '.';
    Arrays.stream(ControlKind.values())
        .map(ControlKind::topic)
        .forEach(topic -> topics.put(run + topic, topic));
    try (Admin admin = Admin.create(KafkaSecurity.with(Map.of("bootstrap.servers", brokers)))) {
      admin
          .createTopics(
              topics.keySet().stream()
                  .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()))
                  .toList())
          .all()
          .get();
      try {
        topics.forEach((scratch, topic) -> redirect(session, topic, scratch));
        session.runAll(List.of("SET 'table.dml-sync' = 'true'"));
        session.runAll(statements);
        return written(brokers, topics);
      } finally {
        admin.deleteTopics(topics.keySet()).all().get();
      }
    } catch (ExecutionException e) {
      throw new SqlException("Kafka at %s: %s".formatted(brokers, e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlException("interrupted during the dry run", e);
    }
  }

  private static void check(String statement) {
    if (!SETTING.matcher(statement).matches() && !INSERT.matcher(statement).matches()) {
      String line = statement.replaceAll("\\s+", " ");
      throw new SqlException(
          "a tuning script: expected SET, RESET, USE and INSERT INTO a control table, found: "
              + (line.length() > 80 ? line.substring(0, 79) + "…" : line));
    }
  }

  private static void redirect(SqlSession session, String topic, String scratch) {
    session.runAll(
        List.of(
            "ALTER TABLE IF EXISTS live.%s SET ('topic' = '%s')"
                .formatted(topic.replace('.', '_'), scratch)));
  }

  private static List<ControlRow> written(String brokers, Map<String, String> topics) {
    List<ControlRow> rows = new ArrayList<>();
    for (var record : TopicTail.of(brokers, List.copyOf(topics.keySet()), Long.MAX_VALUE)) {
      ControlRow row = KafkaRecords.controlRow(record);
      row.topic = topics.get(record.topic());
      rows.add(row);
    }
    return List.copyOf(rows);
  }
}
