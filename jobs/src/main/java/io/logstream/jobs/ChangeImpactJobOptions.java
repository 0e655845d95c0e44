package io.logstream.jobs;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@link ChangeImpactJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param idle {@link #IDLE}
 * @param watched {@link #WATCHED}
 * @param zone {@link #ZONE}
 */
public record ChangeImpactJobOptions(
    String brokers,
    String group,
    String transactionPrefix,
    Duration idle,
    Duration watched,
    ZoneId zone) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-change-impact")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-change-impact")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<Duration> IDLE =
      ConfigOptions.key("idle")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("After how long a silent partition no longer holds the others up.");

  static final ConfigOption<Duration> WATCHED =
      ConfigOptions.key("watched")
          .durationType()
          .defaultValue(Duration.ofSeconds(90))
          .withDescription(
              "Event time from a change until what moved is told; more than the minute that is"
                  + " compared.");

  static final ConfigOption<String> ZONE =
      ConfigOptions.key("zone")
          .stringType()
          .defaultValue("UTC")
          .withDescription("The time zone of working hours, such as Europe/Vienna.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(JobOptions.BROKERS, GROUP, TRANSACTION_PREFIX, IDLE, WATCHED, ZONE);

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if an option is unknown or has no value of its kind
   */
  public static ChangeImpactJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new ChangeImpactJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(IDLE),
        given.get(WATCHED),
        zone(given.get(ZONE)));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone: expected a time zone such as Europe/Vienna, found \"" + name + '"', e);
    }
  }
}
