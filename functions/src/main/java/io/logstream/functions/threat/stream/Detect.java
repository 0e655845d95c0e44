package io.logstream.functions.threat.stream;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Detector.Period;
import io.logstream.functions.threat.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keyed by scope and partition: hands a flow to the detectors of its scope with the state of their
 * keys, and has states looked at as a whole every {@link Detector#EVALUATION_NANOS} of event time.
 * A key without flows for its detector's retention is forgotten; when none is left there is no
 * timer either. The control rows broadcast to it set thresholds and list indicators.
 *
 * <p>Metrics: {@code flows}, {@code findings}, {@code late} (flows behind the watermark: they count
 * like the others, but a finding may come an evaluation later).
 */
public final class Detect
    extends KeyedBroadcastProcessFunction<String, ScopedFlow, ControlRow, Finding>
    implements CheckpointedFunction {

  /** Rows that were refused. */
  public static final OutputTag<RoutedRecord> DEAD =
      new OutputTag<>("dead-threat-rows", TypeInformation.of(RoutedRecord.class));

  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long STEP = Detector.EVALUATION_NANOS / NANOS_PER_MILLI;

  private transient BroadcastControl control;
  private transient MadeOfRows<Map<String, Detector<?>>> detectors;
  private transient MapState<String, HeldState> states;
  private transient ListState<Long> observedSince;
  private transient long since;
  private transient Counter flows;
  private transient Counter late;
  private transient Counter found;

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    control =
        new BroadcastControl(new ControlView(ThreatTables.DETECTION, false), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    observedSince =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("observed-since", Types.LONG));
    since = Long.MAX_VALUE;
    for (long restored : observedSince.get()) {
      since = Math.min(since, restored);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    observedSince.update(since == Long.MAX_VALUE ? List.of() : List.of(since));
  }

  @Override
  public void open(OpenContext context) {
    detectors = new MadeOfRows<>(control.view(), ThreatTables::detectors);
    states =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "states", StringSerializer.INSTANCE, HeldStateSerializer.INSTANCE));
    flows = getRuntimeContext().getMetricGroup().counter("flows");
    late = getRuntimeContext().getMetricGroup().counter("late");
    found = getRuntimeContext().getMetricGroup().counter("findings");
  }

  @Override
  public void processBroadcastElement(ControlRow row, Context context, Collector<Finding> out)
      throws Exception {
    control
        .receive(row, context.getBroadcastState(BroadcastControl.ROWS))
        .ifPresent(dead -> context.output(DEAD, dead));
  }

  @Override
  public void processElement(ScopedFlow scoped, ReadOnlyContext context, Collector<Finding> out)
      throws Exception {
    Flow flow = scoped.flow;
    since = Math.min(since, flow.start());
    flows.inc();
    long time = flow.start() / NANOS_PER_MILLI;
    long watermark = context.currentWatermark();
    if (time < watermark) {
      late.inc();
    }
    for (Detector<?> detector : detectors.get().values()) {
      if (detector.scope() == scoped.scope) {
        add(detector, flow, out);
      }
    }
    schedule(context, Math.max(time, watermark));
  }

  private <S extends Detector.State> void add(
      Detector<S> detector, Flow flow, Collector<Finding> out) throws Exception {
    String key = detector.keyOrNull(flow);
    if (key == null) {
      return;
    }
    String name = detector.name() + '|' + key;
    HeldState held = states.get(name);
    @SuppressWarnings("unchecked") // What is held under a detector's name is that detector's.
    S state = held == null ? detector.create() : (S) held.state();
    detector.add(state, flow, finding -> emit(finding, out));
    states.put(name, new HeldState(detector.name(), state));
  }

  private void emit(Finding finding, Collector<Finding> out) {
    found.inc();
    out.collect(finding);
  }

  private static void schedule(ReadOnlyContext context, long after) {
    context.timerService().registerEventTimeTimer(after - Math.floorMod(after, STEP) + STEP);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Finding> out) throws Exception {
    long now = time * NANOS_PER_MILLI;
    Period observed = new Period(Math.min(since, now - 1), now);
    Map<String, Detector<?>> byName = detectors.get();
    Map<String, HeldState> changed = new HashMap<>();
    boolean isAnyLeft = false;
    var all = states.iterator();
    while (all.hasNext()) {
      Map.Entry<String, HeldState> entry = all.next();
      HeldState held = entry.getValue();
      Detector<?> detector = byName.get(held.detector());
      // A detector that rests has no state: what it saw before says little of what it missed.
      if (detector == null || held.state().lastSeen() < now - detector.retentionNanos()) {
        all.remove();
        continue;
      }
      isAnyLeft = true;
      if (held.state().lastSeen() >= now - 2 * Detector.EVALUATION_NANOS) {
        evaluate(detector, held.state(), observed, out);
        changed.put(entry.getKey(), held);
      }
    }
    states.putAll(changed);
    // A source that went silent is looked at rarely, until all of it is forgotten.
    if (isAnyLeft && changed.isEmpty()) {
      schedule(context, time + 23 * STEP);
    } else if (isAnyLeft) {
      schedule(context, time);
    }
  }

  @SuppressWarnings("unchecked") // As in add.
  private <S extends Detector.State> void evaluate(
      Detector<S> detector, Detector.State state, Period observed, Collector<Finding> out) {
    detector.evaluate((S) state, observed, finding -> emit(finding, out));
  }
}
