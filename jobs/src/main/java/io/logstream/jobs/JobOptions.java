package io.logstream.jobs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.ParameterTool;

/**
 * The options of a job as given on its command line, {@code --key value}: only those that it
 * declares, each of its type. A job reads them in its {@code main} and nowhere else.
 */
public final class JobOptions {

  /** Kafka, for every job. */
  public static final ConfigOption<String> BROKERS =
      ConfigOptions.key("brokers")
          .stringType()
          .defaultValue("127.0.0.1:9092")
          .withDescription("Kafka brokers, host:port, several with commas between.");

  private final Configuration values;

  private JobOptions(Configuration values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @param declared the options that the job has
   * @throws IllegalArgumentException if it names an option that the job does not have, or gives one
   *     a value that is not of its type; the message lists what there is
   */
  public static JobOptions of(List<ConfigOption<?>> declared, String... args) {
    Map<String, ConfigOption<?>> known = new TreeMap<>();
    declared.forEach(option -> known.put(option.key(), option));
    ParameterTool given = ParameterTool.fromArgs(args);
    for (String key : given.toMap().keySet()) {
      if (!known.containsKey(key)) {
        throw new IllegalArgumentException(
            "unknown option --%s; expected one of %s".formatted(key, known.keySet()));
      }
    }
    JobOptions options = new JobOptions(given.getConfiguration());
    declared.forEach(options::get);
    return options;
  }

  /** The value of an option, its default where it is not given; null where it has none. */
  public <T> T get(ConfigOption<T> option) {
    try {
      return values.get(option);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IllegalArgumentException("option --" + option.key() + ": " + e.getMessage(), e);
    }
  }
}
