package io.logstream.functions.threat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers that detectors compare with, by name. The defaults, with their units and what they
 * mean, are in {@code threat/thresholds.json}; rows of topic {@code control.thresholds} replace
 * them while the job runs.
 */
public final class Thresholds {

  private static final long NANOS = 1_000_000_000L;
  private static final SortedMap<String, Unit> UNITS = new TreeMap<>();
  private static final Thresholds DEFAULTS = new Thresholds(load());

  private final SortedMap<String, Double> values;

  /** What a threshold counts, as far as it bounds the numbers that make sense. */
  private enum Unit {
    SCORE(0, 1),
    /** Likelihood ratios are taken of it, so that it is neither 0 nor 1. */
    PROBABILITY(1e-9, 1 - 1e-9),
    /** At most 30 days, since state is kept as long. */
    SECONDS(1, 30 * 86_400),
    AMOUNT(1e-9, 1e15);

    private final double least;
    private final double most;

    Unit(double least, double most) {
      this.least = least;
      this.most = most;
    }

    static Unit of(String unit) {
      return switch (unit) {
        case "score" -> SCORE;
        case "probability" -> PROBABILITY;
        case "s" -> SECONDS;
        default -> AMOUNT;
      };
    }
  }

  /** The numbers that a threshold may be set to while a job runs, both included. */
  public record Bounds(double least, double most) {}

  private Thresholds(SortedMap<String, Double> values) {
    this.values = values;
  }

  /** Those of {@code threat/thresholds.json}. */
  public static Thresholds defaults() {
    return DEFAULTS;
  }

  private static SortedMap<String, Double> load() {
    try (InputStream in = Resources.open(Thresholds.class, "/threat/thresholds.json")) {
      SortedMap<String, Double> values = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : new ObjectMapper().readTree(in).properties()) {
        values.put(entry.getKey(), entry.getValue().get("value").asDouble());
        UNITS.put(entry.getKey(), Unit.of(entry.getValue().get("unit").asText()));
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException("threat/thresholds.json", e);
    }
  }

  /**
   * These with one replaced.
   *
   * @throws IllegalArgumentException if no detector has a threshold of that name, or the value is
   *     negative or no number
   */
  public Thresholds with(String name, double value) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException(
          "thresholds: expected one of " + values.keySet() + ", found \"" + name + "\"");
    }
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "thresholds: expected a number from 0 for " + name + ", found " + value);
    }
    SortedMap<String, Double> changed = new TreeMap<>(values);
    changed.put(name, value);
    return new Thresholds(changed);
  }

  /** The bounds of a threshold; empty where no detector has one of that name. */
  public static Optional<Bounds> bounds(String name) {
    return Optional.ofNullable(UNITS.get(name)).map(unit -> new Bounds(unit.least, unit.most));
  }

  /** A number. */
  public double number(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("thresholds.json has no " + name);
    }
    return value;
  }

  /** A count. */
  public int count(String name) {
    return (int) number(name);
  }

  /** A duration that is stated in seconds, in nanoseconds. */
  public long nanos(String name) {
    return (long) (number(name) * NANOS);
  }

  /** All, by name. */
  public SortedMap<String, Double> all() {
    return java.util.Collections.unmodifiableSortedMap(values);
  }
}
