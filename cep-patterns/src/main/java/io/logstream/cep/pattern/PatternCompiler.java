package io.logstream.cep.pattern;

import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.aftermatch.SkipPastLastStrategy;
import org.apache.flink.cep.pattern.Pattern;

/**
 * Makes Flink CEP's pattern of ours. An event has a part in one match only ({@link #SKIP}): what
 * goes on for an hour is told of once for each time that it is complete, not once for each event.
 */
public final class PatternCompiler {

  /** What becomes of other partial matches after a match. */
  public static final SkipPastLastStrategy SKIP = AfterMatchSkipStrategy.skipPastLastEvent();

  private PatternCompiler() {}

  /**
   * Flink CEP's pattern.
   *
   * @throws org.apache.flink.cep.pattern.MalformedPatternException if Flink CEP does not take it
   */
  public static Pattern<PatternEvent, PatternEvent> compile(IncidentPattern from) {
    Pattern<PatternEvent, PatternEvent> pattern = null;
    for (Step step : from.steps()) {
      pattern = pattern == null ? Pattern.begin(step.name(), SKIP) : append(pattern, step);
      pattern = times(pattern.where(new StepCondition(step)), step);
    }
    pattern = pattern.within(from.within());
    org.apache.flink.cep.nfa.compiler.NFACompiler.compileFactory(pattern, false);
    return pattern;
  }

  private static Pattern<PatternEvent, PatternEvent> append(
      Pattern<PatternEvent, PatternEvent> pattern, Step step) {
    return switch (step.order()) {
      case NEXT -> step.isAbsent() ? pattern.notNext(step.name()) : pattern.next(step.name());
      case FOLLOWED_BY ->
          step.isAbsent() ? pattern.notFollowedBy(step.name()) : pattern.followedBy(step.name());
      case FOLLOWED_BY_ANY -> pattern.followedByAny(step.name());
    };
  }

  private static Pattern<PatternEvent, PatternEvent> times(
      Pattern<PatternEvent, PatternEvent> pattern, Step step) {
    if (step.times().isOnce()) {
      return pattern;
    }
    return step.times().isOpen()
        ? pattern.timesOrMore(step.times().least())
        : pattern.times(step.times().least(), step.times().most());
  }
}
