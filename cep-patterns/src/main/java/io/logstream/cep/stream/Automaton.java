package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternCompiler;
import io.logstream.cep.pattern.PatternEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.time.TimerService;

/** A pattern ready to match: Flink CEP's automaton, without state. */
final class Automaton {

  private static final TimerService NO_PROCESSING_TIME = () -> 0;

  private final IncidentPattern pattern;
  private final NFA<PatternEvent> nfa;
  private final long within;

  Automaton(IncidentPattern pattern) {
    this.pattern = pattern;
    this.nfa =
        NFACompiler.<PatternEvent>compileFactory(PatternCompiler.compile(pattern), false)
            .createNFA();
    this.within = pattern.within().toMillis();
  }

  IncidentPattern pattern() {
    return pattern;
  }

  PartialMatches start() {
    return new PartialMatches(nfa.createInitialNFAState(), Long.MAX_VALUE);
  }

  /** Feeds an event, and gives the matches that it makes whole. */
  Collection<Map<String, List<PatternEvent>>> feed(
      BufferStore store, PartialMatches matches, PatternEvent event) throws Exception {
    try (SharedBufferAccessor<PatternEvent> accessor = store.of(matches).getAccessor()) {
      return nfa.process(
          accessor, matches.state, event, event.time, PatternCompiler.SKIP, NO_PROCESSING_TIME);
    } finally {
      if (matches.state.isNewStartPartialMatch()) {
        matches.state.resetNewStartPartialMatch();
        matches.end = Math.min(matches.end, event.time + within);
      }
    }
  }

  /** Ends what cannot match in time any more, and gives the matches that only waited for that. */
  Collection<Map<String, List<PatternEvent>>> advance(
      BufferStore store, PartialMatches matches, long time) throws Exception {
    if (time < matches.end) {
      return List.of();
    }
    try (SharedBufferAccessor<PatternEvent> accessor = store.of(matches).getAccessor()) {
      return nfa.advanceTime(accessor, matches.state, time, PatternCompiler.SKIP).f0;
    } finally {
      long began = matches.firstBegan();
      matches.end = began == Long.MAX_VALUE ? Long.MAX_VALUE : began + within;
    }
  }
}
