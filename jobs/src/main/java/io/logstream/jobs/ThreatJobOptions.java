package io.logstream.jobs;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@link ThreatJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param lateness {@link #LATENESS}
 * @param joinWait {@link #JOIN_WAIT}
 */
public record ThreatJobOptions(
    String brokers, String group, String transactionPrefix, Duration lateness, Duration joinWait) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-threat")
          .withDescription("Kafka consumer group: where a job without state begins.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-threat")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<Duration> LATENESS =
      ConfigOptions.key("lateness")
          .durationType()
          .defaultValue(Duration.ofMinutes(2))
          .withDescription("How far flows may come out of order before evaluations go on.");

  static final ConfigOption<Duration> JOIN_WAIT =
      ConfigOptions.key("join-wait")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription(
              "Event time from the first record of a connection until its records are joined.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, LATENESS, JOIN_WAIT);

  /** Reads a command line. */
  public static ThreatJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new ThreatJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(LATENESS),
        given.get(JOIN_WAIT));
  }
}
