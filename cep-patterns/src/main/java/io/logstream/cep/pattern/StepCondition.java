package io.logstream.cep.pattern;

import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** The condition of a step. Asks for other events of the match only where it must. */
final class StepCondition extends IterativeCondition<PatternEvent> {

  private static final long serialVersionUID = 1L;

  private final Step step;
  private final boolean isIterative;

  StepCondition(Step step) {
    this.step = step;
    this.isIterative = step.isIterative();
  }

  @Override
  public boolean filter(PatternEvent event, Context<PatternEvent> match) throws Exception {
    return step.accepts(event) && (!isIterative || fits(event, match));
  }

  private boolean fits(PatternEvent event, Context<PatternEvent> match) throws Exception {
    return isDistinct(event, step.distinct(), match)
        && isSame(event, step.same(), match)
        && isRising(event, step.rising(), match);
  }

  private boolean isDistinct(PatternEvent event, String field, Context<PatternEvent> match)
      throws Exception {
    if (field.isEmpty()) {
      return true;
    }
    String value = event.fieldOrNull(field);
    if (value == null) {
      return false;
    }
    for (PatternEvent before : match.getEventsForPattern(step.name())) {
      if (value.equals(before.fieldOrNull(field))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(PatternEvent event, Step.Same same, Context<PatternEvent> match)
      throws Exception {
    if (same.isNothing()) {
      return true;
    }
    String value = event.fieldOrNull(same.field());
    if (value == null) {
      return false;
    }
    for (PatternEvent first : match.getEventsForPattern(same.step())) {
      return value.equals(first.fieldOrNull(same.field()));
    }
    return true;
  }

  private boolean isRising(PatternEvent event, String field, Context<PatternEvent> match)
      throws Exception {
    if (field.isEmpty()) {
      return true;
    }
    double value = number(event, field);
    double last = Double.NEGATIVE_INFINITY;
    for (PatternEvent before : match.getEventsForPattern(step.name())) {
      last = Math.max(last, number(before, field));
    }
    // Not a number is greater than nothing.
    return value > last;
  }

  private static double number(PatternEvent event, String field) {
    try {
      return Double.parseDouble(event.field(field));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
