package io.logstream.console.query;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How the values of a type are ordered. */
final class Comparison {

  private static final Comparison NUMBERS = new Comparison(BigDecimal::new);
  private static final Comparison DATES = new Comparison(Instant::parse);
  private static final Comparison TEXTS = new Comparison(text -> text);
  private static final Comparison ADDRESSES = new Comparison(Comparison::address);

  private final Function<String, Comparable<?>> reading;

  private Comparison(Function<String, Comparable<?>> reading) {
    this.reading = reading;
  }

  static Comparison of(Field.Type type) {
    return switch (type) {
      case NUMBER -> NUMBERS;
      case DATE -> DATES;
      case IP -> ADDRESSES;
      default -> TEXTS;
    };
  }

  Comparable<?> value(String text) {
    return reading.apply(text);
  }

  boolean within(
      String text,
      Optional<String> lower,
      boolean lowerIncluded,
      Optional<String> upper,
      boolean upperIncluded) {
    Comparable<?> value;
    try {
      value = reading.apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      return false;
    }
    if (lower.isPresent()) {
      int order = compare(value, reading.apply(lower.get()));
      if (order < 0 || order == 0 && !lowerIncluded) {
        return false;
      }
    }
    if (upper.isPresent()) {
      int order = compare(value, reading.apply(upper.get()));
      return order < 0 || order == 0 && upperIncluded;
    }
    return true;
  }

  @SuppressWarnings("unchecked") // Both were read by the same function.
  private static int compare(Comparable<?> a, Comparable<?> b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  /** As Elasticsearch orders them: as IPv6, an IPv4 address mapped; in hexadecimal. */
  private static String address(String text) {
    byte[] bytes = Network.parse(text).address();
    StringBuilder hex = new StringBuilder(bytes.length == 4 ? "00000000000000000000ffff" : "");
    for (byte b : bytes) {
      hex.append(String.format(Locale.ROOT, "%02x", b));
    }
    return hex.toString();
  }
}
