package io.logstream.functions.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of the index an event belongs in: {@code logstream-logs-<dataset>-<yyyy.MM.dd>}, a pure
 * function of the event, so that an event that is sent again overwrites itself whenever that
 * happens.
 *
 * <p>The day is that of the event's time, UTC. Clocks that are wrong would otherwise make an index
 * for every day since 1970, and each costs a shard: an event that claims to be older than {@value
 * #OLDEST_DAYS} days when it was received, or later than {@value #NEWEST_DAYS} day, goes by the day
 * of its receipt. Its {@code @timestamp} stays what it was.
 */
public final class IndexNames {

  /** What every index of log events begins with. */
  public static final String PREFIX = "logstream-logs-";

  /** The pattern of all indices of log events. */
  public static final String ALL = PREFIX + "*";

  /** How long before its receipt an event's day is believed. */
  public static final int OLDEST_DAYS = 30;

  /** How long after its receipt an event's day is believed. */
  public static final int NEWEST_DAYS = 1;

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy.MM.dd");
  private static final int LONGEST_DATASET = 64;

  private IndexNames() {}

  /**
   * The index of an event.
   *
   * @param dataset {@code event.dataset}; characters that no index name may have become {@code _}
   * @param time when it happened
   * @param received when it was received; the same at every replay
   */
  public static String of(String dataset, Instant time, Instant received) {
    LocalDate day = time.atOffset(ZoneOffset.UTC).toLocalDate();
    LocalDate today = received.atOffset(ZoneOffset.UTC).toLocalDate();
    boolean believed =
        !day.isBefore(today.minusDays(OLDEST_DAYS)) && !day.isAfter(today.plusDays(NEWEST_DAYS));
    return PREFIX + safe(dataset) + "-" + DAY.format(believed ? day : today);
  }

  /** What an index's name says. */
  record Parts(String dataset, LocalDate day) {}

  /** The parts of an index's name; empty where it is none of log events. */
  static Optional<Parts> parts(String index) {
    int last = index.lastIndexOf('-');
    if (!index.startsWith(PREFIX) || last < PREFIX.length()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(index.substring(last + 1), DAY);
      return Optional.of(new Parts(index.substring(PREFIX.length(), last), day));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A data set's name as it stands in the index's. */
  static String safe(String dataset) {
    String lower = dataset.toLowerCase(Locale.ROOT);
    StringBuilder name = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length() && name.length() < LONGEST_DATASET; i++) {
      char c = lower.charAt(i);
      name.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' ? c : '_');
    }
    return name.isEmpty() ? "unknown" : name.toString();
  }
}
