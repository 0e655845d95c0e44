package io.logstream.functions.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.InvalidRowException;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.EcsField.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A rule for the events of a data set: a row of kind {@code validation}. That each field is of its
 * type is held for all events, without a rule; a rule says what must be there, and within which
 * values. Columns:
 *
 * <ul>
 *   <li>{@code dataset}: the data set; {@code *} for those without a rule of their own
 *   <li>{@code mode}: {@code off}, {@code tag} (by default) or {@code reject}
 *   <li>{@code required}: fields that must have a value, an array or with commas between
 *   <li>{@code allowed}: an object of field and the array of texts that it may hold
 *   <li>{@code range}: an object of field and {@code [least, most]}, of numeric fields
 * </ul>
 */
public record Validation(
    String id,
    String dataset,
    Mode mode,
    List<EcsField> required,
    Map<EcsField, Set<String>> allowed,
    Map<EcsField, Range> ranges) {

  /** The data set of the rule for all that have none. */
  public static final String ANY = "*";

  /** How rules are read. */
  public static final ControlTable<Validation> TABLE =
      new ControlTable<>(ControlKind.VALIDATION, Validation::read);

  /** What becomes of an event that breaks a rule. */
  public enum Mode {
    /** Nothing: the rule rests. */
    OFF,
    /** It goes on, tagged, with what is wrong beside it. */
    TAG,
    /** It becomes a dead letter. */
    REJECT
  }

  /** Both ends are within. */
  public record Range(double least, double most) {}

  static Validation read(Columns row) throws InvalidRowException {
    List<EcsField> required = new ArrayList<>();
    for (String path : row.texts("required")) {
      required.add(field(path, row, "required"));
    }
    return new Validation(
        row.id(),
        row.text("dataset"),
        row.oneOf("mode", Mode.class, Mode.TAG),
        List.copyOf(required),
        allowed(row),
        ranges(row));
  }

  private static EcsField field(String path, Columns row, String column)
      throws InvalidRowException {
    return EcsField.ofPath(path)
        .orElseThrow(() -> row.expected(column, "fields of the schema, not \"" + path + '"'));
  }

  private static Map<EcsField, Set<String>> allowed(Columns row) throws InvalidRowException {
    Map<EcsField, Set<String>> allowed = new java.util.EnumMap<>(EcsField.class);
    for (Map.Entry<String, JsonNode> entry : row.json("allowed").properties()) {
      EcsField field = field(entry.getKey(), row, "allowed");
      if (!entry.getValue().isArray() || isNumeric(field)) {
        throw row.expected("allowed", "an array of texts for a textual field");
      }
      Set<String> values = new HashSet<>();
      entry.getValue().forEach(value -> values.add(value.asText()));
      allowed.put(field, Set.copyOf(values));
    }
    return allowed;
  }

  private static Map<EcsField, Range> ranges(Columns row) throws InvalidRowException {
    Map<EcsField, Range> ranges = new java.util.EnumMap<>(EcsField.class);
    for (Map.Entry<String, JsonNode> entry : row.json("range").properties()) {
      EcsField field = field(entry.getKey(), row, "range");
      JsonNode ends = entry.getValue();
      if (!isNumeric(field)
          || ends.size() != 2
          || !ends.path(0).isNumber()
          || !ends.path(1).isNumber()) {
        throw row.expected("range", "[least, most] for a numeric field");
      }
      ranges.put(field, new Range(ends.get(0).doubleValue(), ends.get(1).doubleValue()));
    }
    return ranges;
  }

  static boolean isNumeric(EcsField field) {
    return field.type() == Type.LONG || field.type() == Type.DOUBLE;
  }
}
