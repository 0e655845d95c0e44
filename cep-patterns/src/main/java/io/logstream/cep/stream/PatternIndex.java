package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.Key;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the patterns that an event concerns: those of which a step accepts it, and strict ones
 * always. The condition of a step is looked at once for an event, however many patterns have it.
 */
final class PatternIndex {

  /**
   * A pattern that an event concerns.
   *
   * @param mayBegin whether a match may begin with the event
   */
  record Concerned(Definition definition, boolean mayBegin) {}

  /** A step of a pattern, by the numbers of both. */
  private record Use(int pattern, Key key, int relation, boolean isFirst) {}

  private final List<Definition> definitions;
  private final ConditionIndex conditions = new ConditionIndex();

  /** The steps that have a condition, by its number. */
  private final List<List<Use>> uses = new ArrayList<>();

  /** The steps of strict patterns. */
  private final List<Use> strict = new ArrayList<>();

  private final Set<String> fields = new HashSet<>(PatternMatch.FIELDS);

  PatternIndex(Collection<Definition> definitions) {
    this.definitions = List.copyOf(definitions);
    for (int i = 0; i < this.definitions.size(); i++) {
      add(i, this.definitions.get(i).pattern());
    }
  }

  private void add(int number, IncidentPattern pattern) {
    fields.addAll(pattern.fields());
    boolean isFirst = true;
    for (Step step : pattern.steps()) {
      Use use = new Use(number, pattern.key(), step.relation().bit(), isFirst);
      isFirst = false;
      int condition = conditions.add(step.where());
      while (uses.size() <= condition) {
        uses.add(new ArrayList<>());
      }
      uses.get(condition).add(use);
      if (pattern.isStrict()) {
        strict.add(use);
      }
    }
  }

  /** The fields that patterns ask for; no other has a part in a match. */
  Set<String> fields() {
    return fields;
  }

  /** Under which relations patterns ask for an event: their bits, by the ordinal of the key. */
  int[] relations(PatternEvent event) {
    int[] relations = new int[Key.values().length];
    for (Use use : strict) {
      relations[use.key.ordinal()] |= use.relation;
    }
    BitSet holding = conditions.holding(event);
    for (int i = holding.nextSetBit(0); i >= 0; i = holding.nextSetBit(i + 1)) {
      for (Use use : uses.get(i)) {
        relations[use.key.ordinal()] |= use.relation;
      }
    }
    return relations;
  }

  /** The patterns of a key that an event concerns under its relations, each once. */
  List<Concerned> concerned(Key key, PatternEvent event) {
    BitSet patterns = new BitSet(definitions.size());
    BitSet begun = new BitSet(definitions.size());
    for (Use use : strict) {
      if (use.key == key && (event.relations & use.relation) != 0) {
        patterns.set(use.pattern);
      }
    }
    BitSet holding = conditions.holding(event);
    for (int i = holding.nextSetBit(0); i >= 0; i = holding.nextSetBit(i + 1)) {
      for (Use use : uses.get(i)) {
        if (use.key == key && (event.relations & use.relation) != 0) {
          patterns.set(use.pattern);
          begun.set(use.pattern, begun.get(use.pattern) || use.isFirst);
        }
      }
    }
    List<Concerned> concerned = new ArrayList<>(patterns.cardinality());
    for (int i = patterns.nextSetBit(0); i >= 0; i = patterns.nextSetBit(i + 1)) {
      concerned.add(new Concerned(definitions.get(i), begun.get(i)));
    }
    return concerned;
  }
}
