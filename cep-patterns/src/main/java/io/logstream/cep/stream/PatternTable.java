package io.logstream.cep.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternException;
import io.logstream.cep.pattern.PatternReader;
import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.InvalidRowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The rows of {@code control.patterns}: column {@code pattern} has the pattern as YAML text or as a
 * nested object; {@code enabled: false} puts a shipped one out of force.
 */
public final class PatternTable {

  /**
   * A row.
   *
   * @param definition empty where the pattern is out of force
   */
  public record Row(String id, Optional<Definition> definition) {}

  /** How rows are read. */
  public static final ControlTable<Row> TABLE =
      new ControlTable<>(ControlKind.PATTERN, PatternTable::read);

  private PatternTable() {}

  private static Row read(Columns columns) throws InvalidRowException {
    if (!columns.flag("enabled", true)) {
      return new Row(columns.id(), Optional.empty());
    }
    JsonNode json = columns.json("pattern");
    String text = json.isObject() ? json.toString() : columns.text("pattern");
    try {
      IncidentPattern pattern = PatternReader.read("pattern", text);
      if (!pattern.id().equals(columns.id())) {
        throw new InvalidRowException(
            "pattern: id: expected the row's id \"%s\", found \"%s\""
                .formatted(columns.id(), pattern.id()));
      }
      return new Row(columns.id(), Optional.of(Definition.of(pattern, text)));
    } catch (PatternException e) {
      throw new InvalidRowException(e.getMessage(), e);
    }
  }

  /** A view of the rows alone. */
  static ControlView view() {
    return new ControlView(List.of(TABLE), false);
  }

  /** The shipped patterns with the rows in their place, of those that an operator matches. */
  static Map<String, Definition> inForce(
      List<Definition> shipped, ControlView rows, Predicate<IncidentPattern> wanted) {
    Map<String, Definition> inForce = new TreeMap<>();
    shipped.forEach(definition -> inForce.put(definition.pattern().id(), definition));
    for (Row row : rows.rows(TABLE)) {
      inForce.remove(row.id());
      row.definition().ifPresent(definition -> inForce.put(row.id(), definition));
    }
    List<Definition> all = new ArrayList<>(inForce.values());
    all.stream()
        .filter(definition -> !wanted.test(definition.pattern()))
        .forEach(definition -> inForce.remove(definition.pattern().id()));
    return inForce;
  }
}
