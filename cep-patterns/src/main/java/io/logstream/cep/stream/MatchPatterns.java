package io.logstream.cep.stream;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.cep.configuration.SharedBufferCacheConfig;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Matches events against patterns that come and go while it runs, keyed by pattern and subject.
 * Each key has a state of Flink CEP's own automaton and shared buffer, fed in event time as Flink's
 * operator feeds its one: an event waits until the watermark has reached it, those of one time in
 * the order in which they came. So a pattern matches here what {@code CEP.pattern} would.
 *
 * <p>Partial matches live under the text of their pattern. When it changes they go, those of other
 * patterns stay, across restarts too. A key whose last partial match has ended leaves nothing
 * behind.
 *
 * <p>Its metrics: {@code matches}; {@code late} events, which came after the watermark; {@code
 * stale} ones, routed by a subtask that had not heard of a change yet; {@code overflowed}, the keys
 * whose partial matches were given up since there were more than {@value #MOST_PARTIAL}.
 */
public final class MatchPatterns
    extends KeyedBroadcastProcessFunction<String, RoutedEvent, ControlRow, PatternMatch>
    implements CheckpointedFunction {

  /** Partial matches of one key. Each event is tried with each: the cost of one grows with them. */
  static final int MOST_PARTIAL = 2_000;

  private static final long serialVersionUID = 1L;
  private static final int CACHE = 1_024;

  private static final ValueStateDescriptor<String> DEFINITION =
      new ValueStateDescriptor<>("definition", Types.STRING);

  private final PatternSelection selection;
  private transient BroadcastControl control;
  private transient Map<String, Definition> inForce;
  private transient Map<String, Automaton> automata;
  private transient ClearableStore store;
  private transient SharedBuffer<PatternEvent> buffer;
  private transient ValueState<NFAState> nfaState;
  private transient ValueState<String> definition;
  private transient MapState<Long, List<PatternEvent>> waiting;
  private transient Counter matches;
  private transient Counter late;
  private transient Counter stale;
  private transient Counter overflowed;

  /** Matches the patterns of a selection. */
  public MatchPatterns(PatternSelection selection) {
    this.selection = selection;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    control = new BroadcastControl(PatternTable.view(), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    inForce = selection.inForce(control.view());
    automata = new LinkedHashMap<>();
    TypeSerializer<PatternEvent> events =
        getRuntimeContext().createSerializer(TypeInformation.of(PatternEvent.class));
    store = new ClearableStore(context.getKeyedStateStore());
    buffer = new SharedBuffer<>(store, events, new SharedBufferCacheConfig());
    nfaState = store.getState(new ValueStateDescriptor<>("automaton", new NFAStateSerializer()));
    definition = store.getState(DEFINITION);
    waiting =
        store.getMapState(
            new MapStateDescriptor<>(
                "waiting", LongSerializer.INSTANCE, new ListSerializer<>(events)));
    var metrics = getRuntimeContext().getMetricGroup();
    matches = metrics.counter("matches");
    late = metrics.counter("late");
    stale = metrics.counter("stale");
    overflowed = metrics.counter("overflowed");
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void close() {
    if (buffer != null) {
      buffer.releaseCacheStatisticsTimer();
    }
  }

  @Override
  public void processBroadcastElement(ControlRow row, Context context, Collector<PatternMatch> out)
      throws Exception {
    if (!row.topic.equals(Topics.CONTROL_PATTERNS)) {
      return;
    }
    long before = control.view().changes();
    // The operator before reports what cannot be used.
    control.receive(row, context.getBroadcastState(BroadcastControl.ROWS));
    if (control.view().changes() != before) {
      Map<String, Definition> last = inForce;
      inForce = selection.inForce(control.view());
      Set<String> gone = new HashSet<>();
      last.forEach(
          (id, was) -> {
            Definition is = inForce.get(id);
            if (is == null || !is.text().equals(was.text())) {
              gone.add(was.text());
            }
          });
      if (!gone.isEmpty()) {
        context.applyToKeyedState(
            DEFINITION,
            (key, state) -> {
              if (gone.contains(state.value())) {
                store.clear();
              }
            });
      }
    }
  }

  @Override
  public void processElement(
      RoutedEvent routed, ReadOnlyContext context, Collector<PatternMatch> out) throws Exception {
    PatternEvent event = routed.event;
    if (event.time <= context.timerService().currentWatermark()) {
      late.inc();
      return;
    }
    String had = definition.value();
    if (!routed.definition.equals(had)) {
      if (had != null && isInForce(routed.key, had)) {
        stale.inc();
        return;
      }
      store.clear();
      definition.update(routed.definition);
    }
    List<PatternEvent> sameTime = waiting.get(event.time);
    if (sameTime == null) {
      sameTime = new ArrayList<>();
      context.timerService().registerEventTimeTimer(event.time);
    }
    sameTime.add(event);
    waiting.put(event.time, sameTime);
  }

  private boolean isInForce(String key, String text) {
    Definition current = inForce.get(RoutedEvent.pattern(key));
    return current != null && current.text().equals(text);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<PatternMatch> out)
      throws Exception {
    String text = definition.value();
    if (text == null) {
      return;
    }
    Automaton automaton = automaton(text);
    NFAState state = nfaState.value();
    if (state == null) {
      state = automaton.start();
    }
    String subject = RoutedEvent.subject(context.getCurrentKey());
    long watermark = context.timerService().currentWatermark();
    TreeSet<Long> times = new TreeSet<>();
    waiting.keys().forEach(times::add);
    for (long due : times.headSet(watermark, true)) {
      emit(automaton, subject, automaton.advance(buffer, state, due), out);
      for (PatternEvent event : waiting.get(due)) {
        emit(automaton, subject, automaton.feed(buffer, state, event, due), out);
        if (state.isNewStartPartialMatch()) {
          state.resetNewStartPartialMatch();
          context
              .timerService()
              .registerEventTimeTimer(due + automaton.pattern().within().toMillis());
        }
      }
      waiting.remove(due);
    }
    emit(automaton, subject, automaton.advance(buffer, state, watermark), out);
    keep(state, times.higher(watermark) == null);
  }

  private void keep(NFAState state, boolean isNothingWaiting) throws Exception {
    boolean isTooMany = state.getPartialMatches().size() > MOST_PARTIAL;
    if (isTooMany) {
      overflowed.inc();
    }
    if (isNothingWaiting && (isTooMany || Automaton.isIdle(state))) {
      store.clear();
    } else if (isTooMany) {
      Map<Long, List<PatternEvent>> left = new HashMap<>();
      waiting.entries().forEach(entry -> left.put(entry.getKey(), entry.getValue()));
      String text = definition.value();
      store.clear();
      definition.update(text);
      waiting.putAll(left);
    } else {
      nfaState.update(state);
    }
  }

  private void emit(
      Automaton automaton,
      String subject,
      Collection<Map<String, List<PatternEvent>>> found,
      Collector<PatternMatch> out) {
    for (Map<String, List<PatternEvent>> events : found) {
      matches.inc();
      out.collect(PatternMatch.of(automaton.pattern(), subject, events));
    }
  }

  private Automaton automaton(String text) {
    if (automata.size() > CACHE && !automata.containsKey(text)) {
      automata.clear();
    }
    return automata.computeIfAbsent(text, Automaton::of);
  }
}
