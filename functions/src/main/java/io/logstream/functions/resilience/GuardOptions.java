package io.logstream.functions.resilience;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * When a {@link Guard} trusts its service. {@link GuardOption} says what each means.
 *
 * @param failureShare in percent, 1 to 100
 * @param slowShare in percent, 1 to 100
 */
public record GuardOptions(
    Duration timeout,
    int failureShare,
    Duration slowCall,
    int slowShare,
    int window,
    int minimum,
    Duration openTime,
    int probes,
    int concurrency)
    implements Serializable {

  /** Checks the ranges. */
  public GuardOptions {
    positive(GuardOption.TIMEOUT, timeout.toMillis());
    percent(GuardOption.FAILURE_SHARE, failureShare);
    positive(GuardOption.SLOW_CALL, slowCall.toMillis());
    percent(GuardOption.SLOW_SHARE, slowShare);
    positive(GuardOption.WINDOW, window);
    positive(GuardOption.MINIMUM, minimum);
    positive(GuardOption.OPEN_TIME, openTime.toMillis());
    positive(GuardOption.PROBES, probes);
    positive(GuardOption.CONCURRENCY, concurrency);
    if (minimum > window) {
      throw new IllegalArgumentException(
          "minimum-calls: expected at most window-calls (%d), found %d".formatted(window, minimum));
    }
  }

  /** All by default. */
  public static GuardOptions defaults() {
    return from("", Map.of());
  }

  /**
   * Reads {@code PREFIX.KEY} of each option, such as {@code guard.kafka.open-ms=2000}.
   *
   * @throws IllegalArgumentException naming the key and what was expected of it
   */
  public static GuardOptions from(String prefix, Map<String, String> properties) {
    return new GuardOptions(
        Duration.ofMillis(value(GuardOption.TIMEOUT, prefix, properties)),
        value(GuardOption.FAILURE_SHARE, prefix, properties),
        Duration.ofMillis(value(GuardOption.SLOW_CALL, prefix, properties)),
        value(GuardOption.SLOW_SHARE, prefix, properties),
        value(GuardOption.WINDOW, prefix, properties),
        value(GuardOption.MINIMUM, prefix, properties),
        Duration.ofMillis(value(GuardOption.OPEN_TIME, prefix, properties)),
        value(GuardOption.PROBES, prefix, properties),
        value(GuardOption.CONCURRENCY, prefix, properties));
  }

  private static int value(GuardOption option, String prefix, Map<String, String> properties) {
    String key = prefix.isEmpty() ? option.key() : prefix + "." + option.key();
    String text = properties.get(key);
    if (text == null) {
      return option.byDefault();
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: expected a whole number of %s, found \"%s\"".formatted(key, option.unit(), text), e);
    }
  }

  private static void positive(GuardOption option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: expected 1 or more, found %d".formatted(option.key(), value));
    }
  }

  private static void percent(GuardOption option, int value) {
    if (value < 1 || value > 100) {
      throw new IllegalArgumentException(
          "%s: expected 1 to 100, found %d".formatted(option.key(), value));
    }
  }
}
