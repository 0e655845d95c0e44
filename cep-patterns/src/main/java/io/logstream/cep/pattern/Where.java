package io.logstream.cep.pattern;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an event must be: every test on a field holds, and one of the alternatives, if there are
 * any.
 */
public record Where(List<FieldTest> tests, List<Where> any) implements Serializable {

  public Where {
    tests = List.copyOf(tests);
    any = List.copyOf(any);
  }

  /** A test on a field. */
  public record FieldTest(String field, Test test) implements Serializable {}

  /** Whether an event is such. */
  public boolean holds(PatternEvent event) {
    for (FieldTest test : tests) {
      if (!test.test.holds(event.fieldOrNull(test.field))) {
        return false;
      }
    }
    if (any.isEmpty()) {
      return true;
    }
    for (Where alternative : any) {
      if (alternative.holds(event)) {
        return true;
      }
    }
    return false;
  }

  /** A test on a value. A value that is not there passes {@link Not} and {@code exists: false}. */
  public sealed interface Test extends Serializable {

    /** Whether a value, null where there is none, passes. */
    boolean holds(String valueOrNull);
  }

  /** The values of which one must be there, in lower case; empty for a test of another kind. */
  public static Set<String> values(Test test) {
    return test instanceof OneOf one ? one.values : Set.of();
  }

  /** The texts of which one must be held, in lower case; empty for a test of another kind. */
  public static List<String> texts(Test test) {
    return test instanceof Contains contains ? contains.texts : List.of();
  }

  /** The fields that it asks for. */
  Set<String> fields() {
    Set<String> fields = new HashSet<>();
    tests.forEach(test -> fields.add(test.field));
    any.forEach(alternative -> fields.addAll(alternative.fields()));
    return fields;
  }

  /** One of these, whatever their case. */
  record OneOf(Set<String> values) implements Test {
    @Override
    public boolean holds(String value) {
      return value != null && values.contains(value.toLowerCase(Locale.ROOT));
    }
  }

  /** Holds one of these texts, whatever their case. Texts, not expressions: linear in any input. */
  record Contains(List<String> texts) implements Test {
    @Override
    public boolean holds(String value) {
      if (value == null) {
        return false;
      }
      String lower = value.toLowerCase(Locale.ROOT);
      for (String text : texts) {
        if (lower.contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A number within bounds, both included. */
  record Between(double least, double most) implements Test {
    @Override
    public boolean holds(String value) {
      if (value == null) {
        return false;
      }
      try {
        double number = Double.parseDouble(value);
        return number >= least && number <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /** There or not. */
  record Exists(boolean isThere) implements Test {
    @Override
    public boolean holds(String value) {
      return (value != null) == isThere;
    }
  }

  /** The contrary. */
  record Not(Test test) implements Test {
    @Override
    public boolean holds(String value) {
      return !test.holds(value);
    }
  }
}
