package io.logstream.cep.stream;

import io.logstream.cep.pattern.Key;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.PatternIndex.Concerned;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Matches events against patterns that come and go while it runs, keyed by subject. Under each key
 * every pattern has a state of Flink CEP's own automaton and shared buffer, fed in event time as
 * Flink's operator feeds its one: an event waits until the watermark has reached it, those of one
 * time in the order in which they came. So a pattern matches here what {@code CEP.pattern} would.
 *
 * <p>An event that is due goes to the patterns that it concerns; of those that have not begun to
 * match under its key, to the ones that may begin with it. The others are neither read nor written.
 *
 * <p>Partial matches live under the identity of their pattern. When its text changes they go, those
 * of other patterns stay, across restarts too. A key whose last partial match has ended leaves
 * nothing behind.
 *
 * <p>Its metrics: {@code matches}; {@code late} events, which came after the watermark; {@code
 * overflowed}, how often a pattern's partial matches under a key were given up since there were
 * more than {@value #MOST_PARTIAL}.
 */
public final class MatchPatterns
    extends KeyedBroadcastProcessFunction<String, RoutedEvent, ControlRow, PatternMatch>
    implements CheckpointedFunction {

  /**
   * Partial matches of one pattern under one key. Each event is tried with each: the cost of one
   * grows with them.
   */
  static final int MOST_PARTIAL = 2_000;

  private static final long serialVersionUID = 1L;

  private static final ValueStateDescriptor<UnderWay> UNDER_WAY =
      new ValueStateDescriptor<>("under-way", TypeInformation.of(UnderWay.class));

  private final PatternSelection selection;
  private transient BroadcastControl control;
  private transient PatternsInForce patterns;
  private transient Map<String, Automaton> automata;
  private transient BufferStore buffer;
  private transient PartialMatches.Format format;
  private transient MapState<Long, List<RoutedEvent>> waiting;
  private transient MapState<String, byte[]> partial;
  private transient ValueState<UnderWay> underWay;
  private transient Counter matches;
  private transient Counter late;
  private transient Counter overflowed;

  /** Matches the patterns of a selection. */
  public MatchPatterns(PatternSelection selection) {
    this.selection = selection;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    control = new BroadcastControl(PatternTable.view(), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    patterns =
        new PatternsInForce(
            selection,
            control,
            context.getOperatorStateStore().getBroadcastState(BroadcastControl.ROWS));
    automata = new HashMap<>();
    var events = getRuntimeContext().createSerializer(TypeInformation.of(PatternEvent.class));
    buffer = new BufferStore(events);
    format = new PartialMatches.Format(events);
    KeyedStateStore store = context.getKeyedStateStore();
    waiting =
        store.getMapState(
            new MapStateDescriptor<>(
                "waiting-events",
                LongSerializer.INSTANCE,
                new ListSerializer<>(
                    getRuntimeContext().createSerializer(TypeInformation.of(RoutedEvent.class)))));
    partial =
        store.getMapState(
            new MapStateDescriptor<>(
                "partial-matches",
                StringSerializer.INSTANCE,
                BytePrimitiveArraySerializer.INSTANCE));
    underWay = store.getState(UNDER_WAY);
    var metrics = getRuntimeContext().getMetricGroup();
    matches = metrics.counter("matches");
    late = metrics.counter("late");
    overflowed = metrics.counter("overflowed");
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
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
    if (control.view().changes() == before) {
      return;
    }
    Optional<Definition> gone = patterns.change(row);
    if (gone.isPresent()) {
      String identity = gone.get().identity();
      automata.remove(identity);
      context.applyToKeyedState(UNDER_WAY, (key, state) -> forget(identity, state));
    }
  }

  private void forget(String identity, ValueState<UnderWay> state) throws Exception {
    UnderWay before = state.value();
    SubjectMatches subject = new SubjectMatches(partial, state, format, before);
    subject.forget(identity);
    subject.keep(before.timer);
  }

  @Override
  public void processElement(
      RoutedEvent routed, ReadOnlyContext context, Collector<PatternMatch> out) throws Exception {
    long time = routed.event.time;
    if (time <= context.timerService().currentWatermark()) {
      late.inc();
      return;
    }
    List<RoutedEvent> sameTime = waiting.get(time);
    if (sameTime == null) {
      sameTime = new ArrayList<>();
      context.timerService().registerEventTimeTimer(time);
    }
    sameTime.add(routed);
    waiting.put(time, sameTime);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<PatternMatch> out)
      throws Exception {
    UnderWay kept = underWay.value();
    UnderWay before = kept == null ? new UnderWay() : kept;
    // Each time at which events wait has a timer of its own: they are never looked for, which in
    // RocksDB costs more, the more of them have been removed.
    List<RoutedEvent> due = waiting.get(time);
    if (due == null && before.timer > time) {
      return;
    }
    String key = context.getCurrentKey();
    SubjectMatches subject = new SubjectMatches(partial, underWay, format, before);
    if (due != null) {
      waiting.remove(time);
      for (RoutedEvent routed : due) {
        feed(subject, key, routed, out);
      }
    }
    end(subject, key, time, out);
    subject.store();
    long next = subject.firstEnd();
    long timer = before.timer <= time ? Long.MAX_VALUE : before.timer;
    if (next < timer) {
      context.timerService().registerEventTimeTimer(next);
      timer = next;
    }
    subject.keep(timer);
  }

  private void feed(
      SubjectMatches subject, String key, RoutedEvent routed, Collector<PatternMatch> out)
      throws Exception {
    Key kind = RoutedEvent.kind(key);
    for (Concerned concerned : patterns.index().concerned(kind, routed.event)) {
      Definition definition = concerned.definition();
      String identity = definition.identity();
      if ((concerned.mayBegin() || subject.isUnderWay(identity))
          && patterns.wasKnown(definition, routed.version)) {
        Automaton automaton = automaton(definition);
        PartialMatches open = subject.open(identity, automaton);
        emit(automaton, key, automaton.advance(buffer, open, routed.event.time), out);
        emit(automaton, key, automaton.feed(buffer, open, routed.event), out);
      }
    }
  }

  /** Ends what has run out, and gives up what has grown too large. */
  private void end(SubjectMatches subject, String key, long time, Collector<PatternMatch> out)
      throws Exception {
    for (String identity : subject.ending(time)) {
      Optional<Definition> definition = patterns.find(identity);
      if (definition.isPresent()) {
        subject.open(identity, automaton(definition.get()));
      } else {
        subject.forget(identity);
      }
    }
    for (Map.Entry<String, PartialMatches> open : List.copyOf(subject.opened().entrySet())) {
      Automaton automaton = automaton(patterns.find(open.getKey()).orElseThrow());
      emit(automaton, key, automaton.advance(buffer, open.getValue(), time), out);
      if (open.getValue().state.getPartialMatches().size() > MOST_PARTIAL) {
        overflowed.inc();
        subject.forget(open.getKey());
      }
    }
  }

  private void emit(
      Automaton automaton,
      String key,
      Collection<Map<String, List<PatternEvent>>> found,
      Collector<PatternMatch> out) {
    for (Map<String, List<PatternEvent>> events : found) {
      matches.inc();
      out.collect(PatternMatch.of(automaton.pattern(), RoutedEvent.subject(key), events));
    }
  }

  private Automaton automaton(Definition definition) {
    return automata.computeIfAbsent(
        definition.identity(), identity -> new Automaton(definition.pattern()));
  }
}
