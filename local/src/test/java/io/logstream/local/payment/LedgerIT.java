package io.logstream.local.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.route.RawRecord;
import io.logstream.jobs.LedgerEnds;
import io.logstream.jobs.PaymentJob;
import io.logstream.local.stack.junit.StackExtension;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The ledger's prepared transactions on a real PostgreSQL, while the job fails and PostgreSQL is
 * killed: each payment is booked once, nothing of a try that failed is left.
 */
@Tag("long")
class LedgerIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final long NANOS = 1_790_000_000_000_000_000L;
  private static final int PAYMENTS = 12_000;
  private static final int A_SECOND = 600;
  private static final AtomicInteger FAILURES = new AtomicInteger();

  /** A top-up, each tenth a retry of the one before; fails at two places, once each. */
  private static RawRecord payment(long index) {
    if (isToFail(index)) {
      throw new IllegalStateException("a failure of the test");
    }
    return record(index, index % 10 == 9 ? index - 1 : index);
  }

  private static RawRecord record(long index, long number) {
    Payment payment =
        new Payment(
            "p" + index,
            "k" + number,
            Payment.Kind.TOP_UP,
            "user-" + number % 97,
            "",
            "",
            100,
            "EUR",
            NANOS,
            0);
    RawRecord raw = new RawRecord();
    raw.topic = Topics.PAYMENTS;
    raw.offset = index;
    raw.timestamp = NANOS / 1_000_000;
    raw.value = new PaymentJson().write(payment);
    return raw;
  }

  /**
   * Once in each of the two ranges that the source's subtasks have, from a place on: they need not
   * be equally fast.
   */
  private static boolean isToFail(long index) {
    boolean isFirstRange = index < PAYMENTS / 2;
    return isFirstRange
        ? index >= PAYMENTS / 8 && FAILURES.compareAndSet(0, 1)
        : index >= PAYMENTS / 4 * 3 && FAILURES.compareAndSet(1, 2);
  }

  @Test
  void eachPaymentIsBookedOnceThoughTheJobFailsAndPostgresqlIsKilled() throws Exception {
    String url = ledger("booked");
    JobClient job = start(url, LedgerIT::payment);

    await("both failures").atMost(Duration.ofMinutes(3)).until(() -> FAILURES.get() == 2);
    long atKill = booked(url);
    STACK.postgresql().kill();
    STACK.postgresql().start();
    await("bookings after the kill")
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> booked(url) > atKill);
    job.getJobExecutionResult().get();

    int distinct = PAYMENTS - PAYMENTS / 10;
    assertThat(atKill).as("booked while it ran").isPositive().isLessThan(distinct);
    assertThat(booked(url)).as("settlements").isEqualTo(distinct);
    assertThat(number(url, "select count(*) from ledger_entry")).isEqualTo(2L * distinct);
    assertThat(number(url, "select sum(amount) from ledger_entry")).isZero();
    assertThat(
            number(
                url, "select count(*) from pg_prepared_xacts where database = current_database()"))
        .as("transactions that nobody commits")
        .isZero();
  }

  /**
   * A try that is killed between preparing its transaction and the end of the checkpoint leaves it.
   * This one holds the whole table, so that no entry could be added until it has gone.
   */
  @Test
  void whatAFailedTryPreparedIsRolledBackAndNoOther() throws Exception {
    String url = ledger("orphans");
    JobClient job = start(url, LedgerIT::topUp);
    await("bookings").atMost(Duration.ofMinutes(3)).until(() -> booked(url) > 0);
    String jobId = job.getJobID().toHexString();
    String orphan = prepare(url, jobId, 1_000_000, "lock table ledger_entry in share mode");
    long before = booked(url);
    String committedSoon = prepare(url, jobId, -1, "create table kept_of_this ()");
    String others = prepare(url, "00".repeat(16), 1_000_000, "create table kept_of_others ()");

    await("bookings after it")
        .atMost(Duration.ofMinutes(3))
        .until(() -> booked(url) > before + A_SECOND);
    job.getJobExecutionResult().get();

    assertThat(booked(url)).isEqualTo(PAYMENTS);
    assertThat(prepared(url)).contains(committedSoon, others).doesNotContain(orphan);
    for (String gid : List.of(committedSoon, others)) {
      execute(url, "rollback prepared '" + gid + "'");
    }
  }

  private static RawRecord topUp(long index) {
    return record(index, index);
  }

  /** Leaves a transaction of a job's subtask prepared, begun at that checkpoint. */
  private static String prepare(String url, String job, long checkpoint, String statement)
      throws Exception {
    byte[] global = ByteBuffer.allocate(20).put(HexFormat.of().parseHex(job)).putInt(1).array();
    byte[] branch = ByteBuffer.allocate(12).putInt(2).putLong(checkpoint).array();
    Base64.Encoder base64 = Base64.getEncoder();
    String gid = "202_" + base64.encodeToString(global) + "_" + base64.encodeToString(branch);
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      connection.createStatement().execute(statement);
      connection.createStatement().execute("prepare transaction '" + gid + "'");
    }
    return gid;
  }

  private static List<String> prepared(String url) throws Exception {
    List<String> gids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet rows =
            connection.createStatement().executeQuery("select gid from pg_prepared_xacts")) {
      while (rows.next()) {
        gids.add(rows.getString(1));
      }
    }
    return gids;
  }

  private static void execute(String url, String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().execute(statement);
    }
  }

  private static String ledger(String name) {
    return LedgerDatabase.create(STACK.postgresql(), STACK.unique(name).replace('-', '_'));
  }

  private static JobClient start(String url, GeneratorFunction<Long, RawRecord> payments)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(400));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    PaymentJob.define(
        env,
        new DataGeneratorSource<>(
            payments,
            PAYMENTS,
            RateLimiterStrategy.perSecond(A_SECOND),
            TypeInformation.of(RawRecord.class)),
        new DiscardingSink<RoutedRecord>(),
        LedgerEnds.at(url),
        Rules.DEFAULT);
    return env.executeAsync("payment");
  }

  private static long booked(String url) throws Exception {
    return number(url, "select count(distinct settlement) from ledger_entry");
  }

  private static long number(String url, String query) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
