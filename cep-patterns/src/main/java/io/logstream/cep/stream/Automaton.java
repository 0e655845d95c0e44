package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternCompiler;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.PatternException;
import io.logstream.cep.pattern.PatternReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.time.TimerService;

/** A pattern ready to match: Flink CEP's automaton, without state. */
final class Automaton {

  private static final TimerService NO_PROCESSING_TIME = () -> 0;

  private final IncidentPattern pattern;
  private final NFA<PatternEvent> nfa;

  private Automaton(IncidentPattern pattern) {
    this.pattern = pattern;
    this.nfa =
        NFACompiler.<PatternEvent>compileFactory(PatternCompiler.compile(pattern), false)
            .createNFA();
  }

  /** The automaton of a text that was read before. */
  static Automaton of(String definition) {
    try {
      return new Automaton(PatternReader.read("pattern", definition));
    } catch (PatternException e) {
      throw new IllegalStateException("a pattern that was good is no longer: " + e.getMessage(), e);
    }
  }

  IncidentPattern pattern() {
    return pattern;
  }

  NFAState start() {
    return nfa.createInitialNFAState();
  }

  /** Whether nothing has begun to match. */
  static boolean isIdle(NFAState state) {
    return state.getPartialMatches().size() <= 1 && state.getCompletedMatches().isEmpty();
  }

  /** Feeds an event, and gives the matches that it makes whole. */
  Collection<Map<String, List<PatternEvent>>> feed(
      SharedBuffer<PatternEvent> buffer, NFAState state, PatternEvent event, long time)
      throws Exception {
    try (SharedBufferAccessor<PatternEvent> accessor = buffer.getAccessor()) {
      return nfa.process(accessor, state, event, time, PatternCompiler.SKIP, NO_PROCESSING_TIME);
    }
  }

  /** Ends what cannot match in time any more, and gives the matches that only waited for that. */
  Collection<Map<String, List<PatternEvent>>> advance(
      SharedBuffer<PatternEvent> buffer, NFAState state, long time) throws Exception {
    try (SharedBufferAccessor<PatternEvent> accessor = buffer.getAccessor()) {
      return nfa.advanceTime(accessor, state, time, PatternCompiler.SKIP).f0;
    }
  }
}
