package io.logstream.jobs;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@link LiveMetricsJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param times {@link #DISORDER}, {@link #IDLE}, {@link #LATENESS}, {@link #PAUSE}
 */
public record LiveMetricsJobOptions(
    String brokers, String group, String transactionPrefix, LiveMetricsJob.Times times) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-live")
          .withDescription("Kafka consumer group: where a job without state begins.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-live")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<Duration> DISORDER =
      ConfigOptions.key("disorder")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How far records come out of order before the watermark passes them.");

  static final ConfigOption<Duration> IDLE =
      ConfigOptions.key("idle")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("A partition without records for so long does not hold up the others.");

  static final ConfigOption<Duration> LATENESS =
      ConfigOptions.key("lateness")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription(
              "How long after the watermark a second is corrected. State grows with it: some"
                  + " kilobytes a second.");

  static final ConfigOption<Duration> PAUSE =
      ConfigOptions.key("pause")
          .durationType()
          .defaultValue(Duration.ofMillis(250))
          .withDescription("Between two publications of a second, at least.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, DISORDER, IDLE, LATENESS, PAUSE);

  /** Reads a command line. */
  public static LiveMetricsJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new LiveMetricsJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        new LiveMetricsJob.Times(
            given.get(DISORDER), given.get(IDLE), given.get(LATENESS), given.get(PAUSE)));
  }
}
