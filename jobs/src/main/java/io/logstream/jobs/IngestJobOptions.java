package io.logstream.jobs;

import java.time.ZoneId;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * The options of {@link IngestJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param guarantee {@link #GUARANTEE}
 * @param zone {@link #ZONE}
 */
public record IngestJobOptions(
    String brokers,
    String group,
    String transactionPrefix,
    DeliveryGuarantee guarantee,
    ZoneId zone) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-ingest")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-ingest")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
          .withDescription("Delivery to Kafka: exactly-once, at-least-once or none.");

  static final ConfigOption<String> ZONE =
      ConfigOptions.key("zone")
          .stringType()
          .defaultValue("UTC")
          .withDescription("Time zone of time stamps that state none, such as Europe/Berlin.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, GUARANTEE, ZONE);

  /** Reads a command line. */
  public static IngestJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new IngestJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(GUARANTEE),
        ZoneId.of(given.get(ZONE)));
  }
}
