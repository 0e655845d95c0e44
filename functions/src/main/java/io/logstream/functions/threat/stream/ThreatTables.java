package io.logstream.functions.threat.stream;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.InvalidRowException;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.IndicatorReader;
import io.logstream.functions.threat.intelligence.Indicators;
import io.logstream.functions.threat.sigma.SigmaException;
import io.logstream.functions.threat.sigma.SigmaReader;
import io.logstream.functions.threat.sigma.SigmaRule;
import io.logstream.functions.threat.sigma.SigmaRules;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control rows that detectors and scoring go by. */
public final class ThreatTables {

  private static final long NANOS = 1_000_000_000L;

  /**
   * A threshold; its id is the threshold's name. Columns: {@code value}, within the bounds of its
   * unit.
   */
  public record Threshold(String name, double value) {

    static Threshold read(Columns row) throws InvalidRowException {
      var bounds = Thresholds.bounds(row.id());
      if (bounds.isEmpty()) {
        throw new InvalidRowException(
            "id: expected one of %s, found \"%s\""
                .formatted(Thresholds.defaults().all().keySet(), row.id()));
      }
      return new Threshold(
          row.id(), row.number("value", bounds.get().least(), bounds.get().most()));
    }
  }

  /**
   * Indicators of one row. Columns: {@code indicator} (an address, network, domain, URL or hash)
   * with {@code expires} (ISO time; never by default), or {@code list} (a plain list or a STIX
   * bundle); {@code source} (the name of the list, the id by default).
   */
  public record Listed(List<Indicator> indicators) {

    static Listed read(Columns row) throws InvalidRowException {
      String source = row.textOr("source", row.id());
      if (row.has("list")) {
        return new Listed(list(row, source));
      }
      String value = row.text("indicator");
      Indicator indicator =
          IndicatorReader.of(value.strip(), expiry(row), source)
              .orElseThrow(
                  () ->
                      row.expected(
                          "indicator", "an address, a network, a domain, a URL or a hash"));
      return new Listed(List.of(indicator));
    }

    private static List<Indicator> list(Columns row, String source) throws InvalidRowException {
      String text = row.json("list").isObject() ? row.json("list").toString() : row.text("list");
      try {
        return List.copyOf(IndicatorReader.read(text, source));
      } catch (IOException e) {
        throw new InvalidRowException("list: " + e.getMessage(), e);
      }
    }

    private static long expiry(Columns row) throws InvalidRowException {
      if (!row.has("expires")) {
        return Long.MAX_VALUE;
      }
      try {
        return Math.multiplyExact(Instant.parse(row.text("expires")).getEpochSecond(), NANOS);
      } catch (DateTimeException | ArithmeticException e) {
        throw row.expected("expires", "a time such as 2030-01-31T00:00:00Z");
      }
    }
  }

  /** A Sigma rule. Columns: {@code rule} (YAML text or an object), {@code enabled}. */
  public record Rule(Optional<SigmaRule> inForce) {

    static Rule read(Columns row) throws InvalidRowException {
      String text = row.json("rule").isObject() ? row.json("rule").toString() : row.text("rule");
      try {
        SigmaRule rule = SigmaReader.readOne(text);
        return new Rule(row.flag("enabled", true) ? Optional.of(rule) : Optional.empty());
      } catch (SigmaException e) {
        throw new InvalidRowException("rule: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Whether a detector is at work; its id is the detector's name. Columns: {@code enabled}. One
   * that rests forgets what it has seen.
   */
  public record Switch(String detector, boolean isOn) {

    private static final List<String> NAMES =
        Detectors.all(Thresholds.defaults(), Indicators.NONE).stream()
            .map(Detector::name)
            .sorted()
            .toList();

    static Switch read(Columns row) throws InvalidRowException {
      if (!NAMES.contains(row.id())) {
        throw new InvalidRowException(
            "id: expected one of %s, found \"%s\"".formatted(NAMES, row.id()));
      }
      if (!row.has("enabled")) {
        throw row.expected("enabled", "true or false");
      }
      return new Switch(row.id(), row.flag("enabled", true));
    }
  }

  public static final ControlTable<Threshold> THRESHOLDS =
      new ControlTable<>(ControlKind.THRESHOLD, Threshold::read);

  public static final ControlTable<Listed> INDICATORS =
      new ControlTable<>(ControlKind.INDICATOR, Listed::read);

  public static final ControlTable<Rule> SIGMA = new ControlTable<>(ControlKind.SIGMA, Rule::read);

  public static final ControlTable<Switch> SWITCHES =
      new ControlTable<>(ControlKind.DETECTOR, Switch::read);

  /** What detection reads. */
  public static final List<ControlTable<?>> DETECTION =
      List.of(THRESHOLDS, INDICATORS, SIGMA, SWITCHES);

  /** What scoring reads. */
  static final List<ControlTable<?>> SCORING = List.of(THRESHOLDS);

  private ThreatTables() {}

  /** The detectors at work, as the rows have them, by their names. */
  public static Map<String, Detector<?>> detectors(ControlView rows) {
    Map<String, Detector<?>> byName = new LinkedHashMap<>();
    Detectors.all(thresholds(rows), indicators(rows), rules(rows))
        .forEach(detector -> byName.put(detector.name(), detector));
    for (Switch row : rows.rows(SWITCHES)) {
      if (!row.isOn()) {
        byName.remove(row.detector());
      }
    }
    return byName;
  }

  /** The defaults with the rows in their place. */
  public static Thresholds thresholds(ControlView rows) {
    Thresholds thresholds = Thresholds.defaults();
    for (Threshold row : rows.rows(THRESHOLDS)) {
      thresholds = thresholds.with(row.name(), row.value());
    }
    return thresholds;
  }

  /** The indicators of all rows. */
  static Indicators indicators(ControlView rows) {
    return new Indicators(
        rows.rows(INDICATORS).stream().flatMap(row -> row.indicators().stream()).toList());
  }

  /** The rules in force. */
  private static SigmaRules rules(ControlView rows) {
    return new SigmaRules(
        rows.rows(SIGMA).stream().flatMap(row -> row.inForce().stream()).toList());
  }
}
