package io.logstream.local.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.payment.Ledger;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.route.RawRecord;
import io.logstream.jobs.LedgerEnds;
import io.logstream.jobs.PaymentJob;
import io.logstream.local.stack.junit.StackExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
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
    long number = index % 10 == 9 ? index - 1 : index;
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
    String database = STACK.unique("booked").replace('-', '_');
    STACK.postgresql().createDatabase(database);
    String url = STACK.postgresql().jdbcUrl(database);
    try (Connection connection = DriverManager.getConnection(url)) {
      Ledger.POSTGRESQL.create(connection);
    }
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
    GeneratorFunction<Long, RawRecord> payments = LedgerIT::payment;
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
    JobClient job = env.executeAsync("payment");

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
                url, "select count(*) from pg_prepared_xacts where database = '" + database + "'"))
        .as("transactions that nobody commits")
        .isZero();
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
