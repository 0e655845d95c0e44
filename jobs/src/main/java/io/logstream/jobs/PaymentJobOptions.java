package io.logstream.jobs;

import io.logstream.functions.payment.Rules;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * The options of {@link PaymentJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param guarantee {@link #GUARANTEE}
 * @param ledger {@link #LEDGER}
 * @param rules {@link #OVERDRAFT}, {@link #LARGEST_AMOUNT}, {@link #FEE}, {@link #RETRY_HORIZON}
 */
public record PaymentJobOptions(
    String brokers,
    String group,
    String transactionPrefix,
    DeliveryGuarantee guarantee,
    String ledger,
    Rules rules) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-payment")
          .withDescription("Kafka consumer group: where a job without state begins.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-payment")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
          .withDescription("Delivery to Kafka: exactly-once, at-least-once or none.");

  static final ConfigOption<String> LEDGER =
      ConfigOptions.key("ledger")
          .stringType()
          .defaultValue("jdbc:postgresql://127.0.0.1:5432/ledger?user=logstream")
          .withDescription(
              "JDBC address of the ledger: jdbc:postgresql://HOST/DATABASE, exactly once, or"
                  + " jdbc:sqlite:FILE, by the key of its table. The table is there already.");

  static final ConfigOption<Long> OVERDRAFT =
      ConfigOptions.key("overdraft")
          .longType()
          .defaultValue(Rules.DEFAULT.overdraft())
          .withDescription("How far below zero a balance may fall, in minor units.");

  static final ConfigOption<Long> LARGEST_AMOUNT =
      ConfigOptions.key("largest-amount")
          .longType()
          .defaultValue(Rules.DEFAULT.largestAmount())
          .withDescription("Of one payment, in minor units.");

  static final ConfigOption<Integer> FEE =
      ConfigOptions.key("fee")
          .intType()
          .defaultValue(Rules.DEFAULT.feePerMille())
          .withDescription("The platform's share of a charge, per mille.");

  static final ConfigOption<Duration> RETRY_HORIZON =
      ConfigOptions.key("retry-horizon")
          .durationType()
          .defaultValue(Rules.DEFAULT.retryHorizon())
          .withDescription(
              "How long after its first attempt a payment may be retried. Idempotency keys are"
                  + " remembered for twice as long.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          JobOptions.BROKERS,
          GROUP,
          TRANSACTION_PREFIX,
          GUARANTEE,
          LEDGER,
          OVERDRAFT,
          LARGEST_AMOUNT,
          FEE,
          RETRY_HORIZON);

  /** Reads a command line. */
  public static PaymentJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new PaymentJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(GUARANTEE),
        given.get(LEDGER),
        new Rules(
            given.get(OVERDRAFT),
            given.get(LARGEST_AMOUNT),
            given.get(FEE),
            given.get(RETRY_HORIZON)));
  }
}
