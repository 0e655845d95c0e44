package io.logstream.cep.stream;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Step;
import io.logstream.cep.pattern.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the patterns that an event may concern without asking each: by a value that a step asks
 * for, the rarest of its fields. Patterns without such a value are asked always.
 */
final class PatternIndex {

  /** Fields with few values, which tell little. */
  private static final Set<String> COMMON = Set.of("type", "log.level", "call.side");

  private final Map<String, Map<String, List<Definition>>> byValue = new HashMap<>();
  private final List<Definition> always = new ArrayList<>();

  PatternIndex(Collection<Definition> definitions) {
    definitions.forEach(this::add);
  }

  private void add(Definition definition) {
    List<Where.FieldTest> anchors = new ArrayList<>();
    for (Step step : definition.pattern().steps()) {
      Optional<Where.FieldTest> anchor = anchor(step.where());
      if (definition.pattern().isStrict() || anchor.isEmpty()) {
        always.add(definition);
        return;
      }
      anchors.add(anchor.get());
    }
    for (Where.FieldTest anchor : anchors) {
      for (String value : Where.values(anchor.test())) {
        byValue
            .computeIfAbsent(anchor.field(), field -> new HashMap<>())
            .computeIfAbsent(value, key -> new ArrayList<>())
            .add(definition);
      }
    }
  }

  private static Optional<Where.FieldTest> anchor(Where where) {
    Where.FieldTest best = null;
    for (Where.FieldTest test : where.tests()) {
      if (!Where.values(test.test()).isEmpty()
          && (best == null || COMMON.contains(best.field()) && !COMMON.contains(test.field()))) {
        best = test;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Those that an event may concern, each once. */
  Collection<Definition> candidates(PatternEvent event) {
    Set<Definition> found = new LinkedHashSet<>(always);
    byValue.forEach(
        (field, values) -> {
          String value = event.fieldOrNull(field);
          if (value != null) {
            found.addAll(values.getOrDefault(value.toLowerCase(Locale.ROOT), List.of()));
          }
        });
    return found;
  }
}
