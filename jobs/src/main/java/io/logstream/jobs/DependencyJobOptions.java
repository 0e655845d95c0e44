package io.logstream.jobs;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@link DependencyJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param disorder {@link #DISORDER}
 * @param idle {@link #IDLE}
 * @param pairWait {@link #PAIR_WAIT}
 */
public record DependencyJobOptions(
    String brokers,
    String group,
    String transactionPrefix,
    Duration disorder,
    Duration idle,
    Duration pairWait) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-dependency")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-dependency")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<Duration> DISORDER =
      ConfigOptions.key("disorder")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "How long after the newest call one may come and be in its first window; one that"
                  + " comes later is in the windows after.");

  static final ConfigOption<Duration> IDLE =
      ConfigOptions.key("idle")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("After how long a silent partition no longer holds the others up.");

  static final ConfigOption<Duration> PAIR_WAIT =
      ConfigOptions.key("pair-wait")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "Event time from the first report of a trace until its calls are counted; what comes"
                  + " later corrects the counts.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, DISORDER, IDLE, PAIR_WAIT);

  /** Reads a command line. */
  public static DependencyJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new DependencyJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(DISORDER),
        given.get(IDLE),
        given.get(PAIR_WAIT));
  }
}
