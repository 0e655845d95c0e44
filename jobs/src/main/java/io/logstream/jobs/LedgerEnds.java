package io.logstream.jobs;

import io.logstream.functions.payment.Ledger;
import io.logstream.functions.payment.LedgerEntry;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExactlyOnceOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSinkBuilder;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The payment job's ledger as a sink. */
public final class LedgerEnds {

  private static final int BATCH = 500;

  /** An entry that waits for a batch to fill waits no longer; in a transaction nobody waits. */
  private static final Duration BATCH_WAIT = Duration.ofMillis(200);

  private final Sink<LedgerEntry> sink;
  private final Optional<LedgerRecovery> recovery;

  private LedgerEnds(Sink<LedgerEntry> sink, Optional<LedgerRecovery> recovery) {
    this.sink = sink;
    this.recovery = recovery;
  }

  /**
   * PostgreSQL: a prepared (XA) transaction a subtask and checkpoint, committed once the checkpoint
   * is complete; entries of a try that failed are rolled back ({@link LedgerRecovery}). SQLite,
   * which cannot prepare: entries are written as they come and again after a failure, where the key
   * of the table lets each stand once.
   */
  public static LedgerEnds at(String url) {
    JdbcSinkBuilder<LedgerEntry> sink =
        JdbcSink.<LedgerEntry>builder().withQueryStatement(Ledger.INSERT, Ledger::bind);
    return switch (Ledger.at(url)) {
      case POSTGRESQL -> {
        LedgerConnection ledger = new LedgerConnection(url);
        yield new LedgerEnds(
            sink.withExecutionOptions(execution(0, Duration.ZERO))
                .buildExactlyOnce(
                    JdbcExactlyOnceOptions.builder()
                        // A PostgreSQL connection has one transaction at a time, and a prepared one
                        // waits for its commit while the next is written.
                        .withTransactionPerConnection(true)
                        // It would not find them.
                        .withRecoveredAndRollback(false)
                        .withMaxCommitAttempts(10)
                        .withTimeoutSec(Optional.empty())
                        .build(),
                    ledger::open),
            Optional.of(new LedgerRecovery(ledger)));
      }
      case SQLITE ->
          new LedgerEnds(
              sink.withExecutionOptions(execution(3, BATCH_WAIT))
                  .buildAtLeastOnce(
                      new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                          .withUrl(url)
                          .withDriverName("org.sqlite.JDBC")
                          .build()),
              Optional.empty());
    };
  }

  /** Has entries written. */
  void take(DataStream<LedgerEntry> entries) {
    DataStream<LedgerEntry> safe =
        recovery
            .<DataStream<LedgerEntry>>map(
                first -> Operator.PAYMENT_LEDGER_RECOVERY.on(entries.process(first)))
            .orElse(entries);
    Operator.PAYMENT_LEDGER.on(safe.sinkTo(sink));
  }

  private static JdbcExecutionOptions execution(int retries, Duration wait) {
    return JdbcExecutionOptions.builder()
        .withBatchSize(BATCH)
        .withBatchIntervalMs(wait.toMillis())
        .withMaxRetries(retries)
        .build();
  }
}
