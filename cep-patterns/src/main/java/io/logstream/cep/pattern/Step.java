package io.logstream.cep.pattern;

import java.io.Serializable;
import java.util.Set;

/**
 * One step of a pattern.
 *
 * @param name of the step, a word
 * @param order after the step before; of the first step {@link Order#FOLLOWED_BY}, without meaning
 * @param isAbsent whether such an event must not come
 * @param relation of its events to the key
 * @param where what its events are
 * @param times how many
 * @param distinct the field in which the events of this step must differ; empty for none
 * @param same what a field must be equal to
 * @param rising the field whose number must be greater with each event of this step; empty for none
 */
public record Step(
    String name,
    Order order,
    boolean isAbsent,
    Relation relation,
    Where where,
    Times times,
    String distinct,
    Same same,
    String rising)
    implements Serializable {

  /** Temporal order; the contiguity of Flink CEP. */
  public enum Order {
    /** Nothing of the key in between. */
    NEXT,
    /** The first that comes; others in between are passed over. */
    FOLLOWED_BY,
    /** Any that comes: several matches may share what lies before. */
    FOLLOWED_BY_ANY
  }

  /**
   * How many.
   *
   * @param most {@link Integer#MAX_VALUE} for no limit
   */
  public record Times(int least, int most) implements Serializable {
    static final Times ONCE = new Times(1, 1);

    boolean isOnce() {
      return least == 1 && most == 1;
    }

    boolean isOpen() {
      return most == Integer.MAX_VALUE;
    }
  }

  /**
   * A field that must be what it is in the first event of a step.
   *
   * @param step this one, or one before; empty for no such condition
   * @param field its name
   */
  public record Same(String step, String field) implements Serializable {
    static final Same NOTHING = new Same("", "");

    boolean isNothing() {
      return step.isEmpty();
    }
  }

  /** Whether its condition looks at other events of the match. */
  boolean isIterative() {
    return !(distinct.isEmpty() && same.isNothing() && rising.isEmpty());
  }

  /** The fields that its conditions ask for. */
  Set<String> fields() {
    Set<String> fields = where.fields();
    fields.add(distinct);
    fields.add(same.field());
    fields.add(rising);
    return fields;
  }

  /** Whether an event can be one of this step, whatever the others are. */
  public boolean accepts(PatternEvent event) {
    return (event.relations & relation.bit()) != 0 && where.holds(event);
  }
}
