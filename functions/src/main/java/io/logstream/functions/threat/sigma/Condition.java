package io.logstream.functions.threat.sigma;

import java.util.List;
import java.util.function.Predicate;

/** What a rule asks of its selections. */
sealed interface Condition {

  /**
   * Whether it holds.
   *
   * @param matches tells whether the selection of a name matches
   */
  boolean holds(Predicate<String> matches);

  /** A selection matches. */
  record Named(String name) implements Condition {
    @Override
    public boolean holds(Predicate<String> matches) {
      return matches.test(name);
    }
  }

  /** One of these does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Predicate<String> matches) {
      return !condition.holds(matches);
    }
  }

  /** All of these hold. */
  record And(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Predicate<String> matches) {
      return conditions.stream().allMatch(condition -> condition.holds(matches));
    }
  }

  /** At least one of these holds. */
  record Or(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Predicate<String> matches) {
      return conditions.stream().anyMatch(condition -> condition.holds(matches));
    }
  }
}
