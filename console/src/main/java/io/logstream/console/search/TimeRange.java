package io.logstream.console.search;

import io.logstream.console.ApiException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From when to when, the end excluded.
 *
 * @param from the beginning
 * @param to the end
 */
public record TimeRange(Instant from, Instant to) {

  private static final Pattern RELATIVE = Pattern.compile("now(?:-(\\d{1,6})([smhdw]))?");
  private static final Duration DEFAULT = Duration.ofMinutes(15);

  /**
   * Reads a range: times such as {@code 2026-03-10T12:00:00Z}, {@code now}, or {@code now-15m} (s,
   * m, h, d, w). What is empty is the last fifteen minutes' beginning, and now.
   */
  public static TimeRange parse(String from, String to, Instant now) {
    Instant end = to.isEmpty() ? now.plusSeconds(1) : instant(to, now);
    Instant start = from.isEmpty() ? end.minus(DEFAULT) : instant(from, now);
    if (!start.isBefore(end)) {
      throw ApiException.badRequest(
          "time_range", "expected from before to, found %s and %s".formatted(start, end));
    }
    return new TimeRange(start, end);
  }

  private static Instant instant(String text, Instant now) {
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      return relative.group(1) == null
          ? now
          : now.minus(unit(relative.group(2)).multipliedBy(Long.parseLong(relative.group(1))));
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiException.badRequest(
          "time_range",
          "expected a time such as 2026-03-10T12:00:00Z or now-15m, found \"%s\"".formatted(text));
    }
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }

  /** How long it is. */
  public Duration length() {
    return Duration.between(from, to);
  }

  /**
   * The shortest round interval that divides it into at most so many parts: 1, 2, 5, 10, 15 or 30
   * of a second or a minute, 1, 3, 6 or 12 hours, 1 or 7 days.
   */
  public Duration interval(int parts) {
    long[] seconds = {
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400,
      604_800
    };
    long wanted = length().toSeconds() / parts;
    long millis = length().toMillis() / parts;
    if (millis < 500) {
      return Duration.ofMillis(millis < 10 ? 10 : millis < 100 ? 100 : 500);
    }
    for (long candidate : seconds) {
      if (candidate >= wanted) {
        return Duration.ofSeconds(candidate);
      }
    }
    return Duration.ofDays(30);
  }
}
