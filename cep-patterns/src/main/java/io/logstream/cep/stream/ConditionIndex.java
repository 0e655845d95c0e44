package io.logstream.cep.stream;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Where;
import io.logstream.cep.pattern.Where.FieldTest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells which of many conditions hold of an event, and asks only those that may: by a text or a
 * value that a condition cannot do without, the texts of a field all found in one pass over it.
 * Conditions that are alike are one.
 */
final class ConditionIndex {

  /** Fields with few values, which tell little. */
  private static final Set<String> COMMON = Set.of("type", "log.level", "call.side", "call.failed");

  /**
   * Tests of which one passes wherever the condition holds.
   *
   * @param worth the greater, the fewer events pass
   */
  private record Anchor(int worth, List<FieldTest> tests) {
    private static final Anchor NONE = new Anchor(0, List.of());

    Anchor orBetter(Anchor other) {
      return other.worth > worth ? other : this;
    }
  }

  private final Map<Where, Integer> numbers = new HashMap<>();
  private final List<Where> conditions = new ArrayList<>();
  private final BitSet always = new BitSet();
  private final Map<String, Field> fields = new HashMap<>();

  /** The number of a condition, from now on asked of each event. */
  int add(Where condition) {
    Integer known = numbers.get(condition);
    if (known != null) {
      return known;
    }
    int number = conditions.size();
    numbers.put(condition, number);
    conditions.add(condition);
    Anchor anchor = anchor(condition);
    if (anchor.worth == 0) {
      always.set(number);
    }
    for (FieldTest test : anchor.tests) {
      Field field = fields.computeIfAbsent(test.field(), name -> new Field());
      Where.values(test.test()).forEach(value -> field.add(field.values, value, number));
      Where.texts(test.test()).forEach(text -> field.add(field.texts, text, number));
    }
    return number;
  }

  private static Anchor anchor(Where where) {
    Anchor best = Anchor.NONE;
    for (FieldTest test : where.tests()) {
      best = best.orBetter(new Anchor(worth(test), List.of(test)));
    }
    if (!where.any().isEmpty()) {
      int worth = Integer.MAX_VALUE;
      List<FieldTest> tests = new ArrayList<>();
      for (Where alternative : where.any()) {
        Anchor anchor = anchor(alternative);
        worth = Math.min(worth, anchor.worth);
        tests.addAll(anchor.tests);
      }
      best = best.orBetter(new Anchor(worth, tests));
    }
    return best.worth == 0 ? Anchor.NONE : best;
  }

  private static int worth(FieldTest test) {
    List<String> texts = Where.texts(test.test());
    if (!texts.isEmpty() && !texts.contains("")) {
      return 3;
    }
    if (Where.values(test.test()).isEmpty()) {
      return 0;
    }
    return COMMON.contains(test.field()) ? 1 : 2;
  }

  /** The numbers of those that hold. */
  BitSet holding(PatternEvent event) {
    BitSet holding = (BitSet) always.clone();
    for (int i = 0; i < event.names.length; i++) {
      Field field = fields.get(event.names[i]);
      if (field != null) {
        field.find(event.values[i].toLowerCase(Locale.ROOT), holding);
      }
    }
    for (int i = holding.nextSetBit(0); i >= 0; i = holding.nextSetBit(i + 1)) {
      if (!conditions.get(i).holds(event)) {
        holding.clear(i);
      }
    }
    return holding;
  }

  /** What is asked of a field, each with the conditions that ask it. */
  private static final class Field {
    private final Map<String, BitSet> values = new HashMap<>();
    private final TreeMap<String, BitSet> texts = new TreeMap<>();
    private AhoCorasickDoubleArrayTrie<BitSet> search;

    void add(Map<String, BitSet> to, String asked, int condition) {
      to.computeIfAbsent(asked, key -> new BitSet()).set(condition);
      search = null;
    }

    void find(String value, BitSet found) {
      BitSet equal = values.get(value);
      if (equal != null) {
        found.or(equal);
      }
      if (!texts.isEmpty()) {
        if (search == null) {
          search = new AhoCorasickDoubleArrayTrie<>();
          search.build(texts);
        }
        search.parseText(
            value,
            (begin, end, conditions) -> {
              found.or(conditions);
            });
      }
    }
  }
}
