package io.logstream.functions.region;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * When and where a version of a record was written, by a {@link HybridClock}. Stamps are in one
 * order everywhere: by time, then by counter, then by the region's name. Two different writes never
 * have the same stamp.
 *
 * <p>As text, as headers have it: {@code 1764493200000.0.east}.
 *
 * @param millis milliseconds since the epoch; those of the writer's clock, or later ones that it
 *     had heard of
 * @param counter tells writes of the same millisecond apart, from 0
 * @param region where it was written, see {@link #REGION}
 */
public record Stamp(long millis, int counter, String region) implements Comparable<Stamp> {

  /** A region's name: it is the prefix of mirrored topics, before a dot. */
  public static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private static final Comparator<Stamp> ORDER =
      Comparator.comparingLong(Stamp::millis)
          .thenComparingInt(Stamp::counter)
          .thenComparing(Stamp::region);

  public Stamp {
    if (millis < 0 || counter < 0) {
      throw new IllegalArgumentException(
          "stamp: expected a time and a counter of 0 or more, found %d.%d"
              .formatted(millis, counter));
    }
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "region \"%s\": expected a small letter, then at most 31 of a-z, 0-9 and -"
              .formatted(region));
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Stamp parse(String text) {
    String[] parts = text.split("\\.", 3);
    if (parts.length == 3) {
      try {
        return new Stamp(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(expected(text), e);
      }
    }
    throw new IllegalArgumentException(expected(text));
  }

  private static String expected(String text) {
    return "stamp: expected millis.counter.region, found \"" + text + "\"";
  }

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }

  public boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return millis + "." + counter + "." + region;
  }
}
