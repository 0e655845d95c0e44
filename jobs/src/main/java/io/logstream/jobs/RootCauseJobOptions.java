package io.logstream.jobs;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@link RootCauseJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param disorder {@link #DISORDER}
 * @param idle {@link #IDLE}
 */
public record RootCauseJobOptions(
    String brokers, String group, String transactionPrefix, Duration disorder, Duration idle) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-root-cause")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-root-cause")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<Duration> DISORDER =
      ConfigOptions.key("disorder")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How long after the newest record one may come and be in time.");

  static final ConfigOption<Duration> IDLE =
      ConfigOptions.key("idle")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("After how long a silent partition no longer holds the others up.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, DISORDER, IDLE);

  /** Reads a command line. */
  public static RootCauseJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new RootCauseJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(DISORDER),
        given.get(IDLE));
  }
}
