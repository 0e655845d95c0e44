package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.ControlView.Outcome;
import io.logstream.functions.control.QueryRule;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.KafkaRecords;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.stack.FlinkJob;
import io.logstream.local.stack.FlinkRest;
import io.logstream.local.stack.FlinkSqlGateway;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Runs the queries of the {@link QueryRule} rows: those without a period as jobs, which go on when
 * this ends; the others when their time comes, by whole periods since the epoch, UTC. What was
 * missed while this did not run is not caught up on.
 *
 * <p>It holds no state: which jobs run is asked of Flink, and a job's name says which query it
 * runs. A rule that Flink cannot make a job of goes to {@code logs.dead} once, with what it says of
 * the query; what fails otherwise is tried again, at the rule's next time or within seconds.
 */
public final class QueryRules implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  /** How often it is looked for jobs that are not there although no row changed. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Catalogue catalogue;
  private final FlinkSqlGateway gateway;
  private final FlinkRest flink;
  private final PrintWriter out;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ControlView view = new ControlView(List.of(QueryRule.TABLE), false);
  private final Map<String, ControlRow> rows = new HashMap<>();
  private final Map<String, Instant> due = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private long settled = -1;
  private Instant nextLook = Instant.MIN;
  private volatile boolean isEnded;

  /**
   * Rules of a system.
   *
   * @param out is told what becomes of rules
   */
  public QueryRules(
      Catalogue catalogue,
      FlinkSqlGateway gateway,
      FlinkRest flink,
      String brokers,
      PrintWriter out) {
    this.catalogue = catalogue;
    this.gateway = gateway;
    this.flink = flink;
    this.out = out;
    consumer = TopicTail.consumer(brokers);
    producer =
        new KafkaProducer<>(
            KafkaSecurity.with(Map.of("bootstrap.servers", brokers, "acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Runs until {@link #end}. */
  public void run() {
    TopicPartition topic = new TopicPartition(Topics.CONTROL_RULES, 0);
    consumer.assign(List.of(topic));
    consumer.seekToBeginning(List.of(topic));
    long end = consumer.endOffsets(List.of(topic)).get(topic);
    while (!isEnded) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        apply(KafkaRecords.controlRow(record));
      }
      // Until all rows are known, a job that runs may be of one that is still to come.
      if (consumer.position(topic) < end) {
        continue;
      }
      try {
        if (settled != view.changes() || Instant.now().isAfter(nextLook)) {
          settle();
          settled = view.changes();
          nextLook = Instant.now().plus(LOOK);
        }
        runThoseDue(Instant.now());
      } catch (StackException e) {
        settled = view.changes();
        nextLook = Instant.now().plus(LOOK);
        say("Flink: %s; tried again", e.getMessage());
      }
    }
  }

  /** Has {@link #run} return; may be called by another thread. */
  public void end() {
    isEnded = true;
  }

  private void apply(ControlRow row) {
    // A row that is no rule is reported by the ingest job.
    Outcome outcome = view.apply(row).outcome();
    String id = new String(row.key, UTF_8);
    if (outcome == Outcome.PUT) {
      rows.put(id, row);
      due.remove(id);
    } else if (outcome == Outcome.REMOVED) {
      rows.remove(id);
      due.remove(id);
    }
  }

  /** Ends the jobs of rules that are gone or changed, and starts those that do not run. */
  private void settle() {
    Map<String, QueryRule> wanted = new HashMap<>();
    for (QueryRule rule : view.rows(QueryRule.TABLE)) {
      if (rule.isOn() && rule.schedule().isEmpty()) {
        wanted.put(RuleStatement.of(rule).job(), rule);
      }
    }
    Set<String> running = new HashSet<>();
    for (FlinkJob job : flink.jobs()) {
      if (job.name().startsWith(RuleStatement.PREFIX) && !job.state().isFinal()) {
        if (wanted.containsKey(job.name())) {
          running.add(job.name());
        } else {
          flink.cancel(job.id());
          say("%s: ended", job.name());
        }
      }
    }
    wanted.forEach(
        (job, rule) -> {
          if (!running.contains(job)) {
            execute(rule, List.of());
          }
        });
  }

  private void runThoseDue(Instant now) {
    for (QueryRule rule : List.copyOf(view.rows(QueryRule.TABLE))) {
      if (!rule.isOn() || rule.schedule().isEmpty()) {
        continue;
      }
      long period = rule.schedule().get().toMillis();
      Instant next = Instant.ofEpochMilli(now.toEpochMilli() / period * period + period);
      Instant time = due.computeIfAbsent(rule.id(), id -> next);
      if (!now.isBefore(time)) {
        due.put(rule.id(), next);
        execute(
            rule,
            List.of(
                "USE history",
                "SET 'execution.runtime-mode' = 'batch'",
                "SET 'table.dml-sync' = 'true'"));
      }
    }
  }

  private void execute(QueryRule rule, List<String> settings) {
    RuleStatement statement = RuleStatement.of(rule);
    if (refused.contains(statement.job())) {
      return;
    }
    try (SqlSession session = SqlSession.open(gateway)) {
      session.runAll(catalogue.statements(Startup.LATEST));
      session.runAll(settings);
      session.runAll(List.of("SET 'pipeline.name' = '%s'".formatted(statement.job())));
      if (compiles(session, rule, statement)) {
        session.runAll(List.of(statement.text()));
        say("%s: %s", statement.job(), settings.isEmpty() ? "started" : "run");
      }
    } catch (SqlException e) {
      say("%s: failed, and is tried again: %s", statement.job(), e.getMessage());
    }
  }

  /** Whether Flink can make a job of it; else the rule is refused, once. */
  private boolean compiles(SqlSession session, QueryRule rule, RuleStatement statement) {
    try {
      session.runAll(List.of("EXPLAIN " + statement.text()));
      return true;
    } catch (SqlException e) {
      if (e.getCause() instanceof IOException) {
        throw e;
      }
      refused.add(statement.job());
      say("%s: refused: %s", statement.job(), e.getMessage());
      ControlRow row = rows.get(rule.id());
      if (row != null) {
        producer.send(
            KafkaRecords.toSend(BroadcastControl.dead(row, "query: query: " + e.getMessage())));
      }
      return false;
    }
  }

  private void say(String format, Object... values) {
    out.printf(format + "%n", values);
    out.flush();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
