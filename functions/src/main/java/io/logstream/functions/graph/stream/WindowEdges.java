package io.logstream.functions.graph.stream;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.Edge;
import io.logstream.functions.graph.EdgeCall;
import io.logstream.functions.graph.EdgeHealth;
import io.logstream.functions.graph.EdgeUpdate;
import io.logstream.functions.graph.GraphEvent;
import io.logstream.functions.graph.MapWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by edge: sums its calls in sliding windows ({@link MapWindow}) and says what changed.
 *
 * <p>A call is summed twice, in a pane of two seconds for the short windows and in one of a minute
 * for the hour; windows are merged from panes when they end, at the same times for all edges. A
 * late call is in every window that ends after it came; one older than an hour is dropped and
 * counted. A window that no longer has calls is told by a tombstone, and an edge without panes has
 * no state and no timer.
 *
 * <p>Metrics: {@code updates}, of which {@code late} were dropped.
 */
public final class WindowEdges extends KeyedProcessFunction<String, EdgeUpdate, RoutedRecord> {

  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long SHORT_PANE = MapWindow.SECONDS_10.slide();
  private static final long LONG_PANE = MapWindow.HOUR.slide();

  /**
   * An edge is silent when so many calls were to be expected since the last one and none came: by
   * Poisson, once in 1,000 times by chance.
   */
  private static final double EXPECTED = 7;

  private static final double MILLIS_PER_SECOND = 1e3;

  private final long hold;
  private transient MapState<Long, byte[]> shortPanes;
  private transient MapState<Long, byte[]> longPanes;
  private transient ValueState<EdgeProgress> progress;
  private transient DependencyJson json;
  private transient Counter updates;
  private transient Counter late;

  @Override
  public void open(OpenContext context) {
    shortPanes = panes("short-panes");
    longPanes = panes("long-panes");
    progress =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("progress", TypeInformation.of(EdgeProgress.class)));
    json = new DependencyJson();
    updates = getRuntimeContext().getMetricGroup().counter("updates");
    late = getRuntimeContext().getMetricGroup().counter("late");
  }

  /**
   * @param hold how long after its end a window is summed, in event time: the time that calls take
   *     to be paired
   */
  public WindowEdges(Duration hold) {
    this.hold = hold.toMillis();
  }

  private MapState<Long, byte[]> panes(String name) {
    TypeInformation<byte[]> bytes = TypeInformation.of(byte[].class);
    return getRuntimeContext().getMapState(new MapStateDescriptor<>(name, Types.LONG, bytes));
  }

  @Override
  public void processElement(EdgeUpdate update, Context context, Collector<RoutedRecord> out)
      throws Exception {
    updates.inc();
    EdgeCall call = update.call();
    long at = call.start() / NANOS_PER_MILLI;
    // Before the first watermark it is the least number, from which nothing can be taken.
    long summed = Math.max(context.timerService().currentWatermark(), 0) - hold;
    if (start(at, LONG_PANE) + MapWindow.HOUR.length() <= summed) {
      late.inc();
      return;
    }
    EdgeProgress before = progress.value();
    if (before == null) {
      before = EdgeProgress.begin(at);
      emit(GraphEvent.Kind.APPEARED, call, at, "not called in the hour before", out);
    }
    progress.update(before.called(at, update.isRemoved() ? -1 : 1));
    apply(longPanes, start(at, LONG_PANE), update);
    if (start(at, SHORT_PANE) + MapWindow.MINUTE.length() > summed) {
      apply(shortPanes, start(at, SHORT_PANE), update);
    }
    context
        .timerService()
        .registerEventTimeTimer(start(Math.max(at, summed), SHORT_PANE) + SHORT_PANE + hold);
  }

  private static long start(long at, long pane) {
    return Math.floorDiv(at, pane) * pane;
  }

  private static void apply(MapState<Long, byte[]> panes, long start, EdgeUpdate update)
      throws Exception {
    EdgeCall call = update.call();
    byte[] written = panes.get(start);
    Edge pane =
        written == null
            ? new Edge(call.caller(), call.callee(), call.kind())
            : Edge.of(call.caller(), call.callee(), written);
    if (update.isRemoved()) {
      pane.remove(call);
    } else {
      pane.add(call);
    }
    panes.put(start, pane.toBytes());
  }

  @Override
  public void onTimer(long timer, OnTimerContext context, Collector<RoutedRecord> out)
      throws Exception {
    long time = timer - hold;
    String[] ends = context.getCurrentKey().split("→", 2);
    EdgeProgress now = progress.value();
    if (now == null) {
      return;
    }
    if (time % MapWindow.SECONDS_10.slide() == 0) {
      publish(MapWindow.SECONDS_10, shortPanes, ends, time, out);
      watchSilence(ends, time, out);
    }
    if (time % MapWindow.MINUTE.slide() == 0) {
      publish(MapWindow.MINUTE, shortPanes, ends, time, out);
    }
    if (time % MapWindow.HOUR.slide() == 0) {
      Optional<Dependency> hour = publish(MapWindow.HOUR, longPanes, ends, time, out);
      if (hour.isPresent()) {
        watchHealth(ends, time, hour.get(), out);
      }
    }
    forget(shortPanes, time - MapWindow.MINUTE.length());
    forget(longPanes, time - MapWindow.HOUR.length());
    int published = progress.value().published();
    if (longPanes.isEmpty() && shortPanes.isEmpty() && published == 0) {
      progress.clear();
    } else {
      boolean isQuiet = shortPanes.isEmpty() && (published & ~bit(MapWindow.HOUR)) == 0;
      long pane = isQuiet ? LONG_PANE : SHORT_PANE;
      context.timerService().registerEventTimeTimer(start(time, pane) + pane + hold);
    }
  }

  private static int bit(MapWindow window) {
    return 1 << window.ordinal();
  }

  private Optional<Dependency> publish(
      MapWindow window,
      MapState<Long, byte[]> panes,
      String[] ends,
      long time,
      Collector<RoutedRecord> out)
      throws Exception {
    Optional<Dependency> dependency = sum(window, panes, ends, time);
    EdgeProgress now = progress.value();
    if (dependency.isPresent()) {
      out.collect(record(window, ends, json.write(dependency.get()), time));
      progress.update(now.withPublished(now.published() | bit(window)));
    } else if ((now.published() & bit(window)) != 0) {
      out.collect(record(window, ends, null, time));
      progress.update(now.withPublished(now.published() & ~bit(window)));
    }
    return dependency;
  }

  private Optional<Dependency> sum(
      MapWindow window, MapState<Long, byte[]> panes, String[] ends, long time) throws Exception {
    Edge sum = null;
    for (var pane : panes.entries()) {
      if (pane.getKey() >= time - window.length() && pane.getKey() < time) {
        Edge edge = Edge.of(ends[0], ends[1], pane.getValue());
        if (sum == null) {
          sum = edge;
        } else {
          sum.merge(edge);
        }
      }
    }
    return sum == null || sum.calls() <= 0
        ? Optional.empty()
        : Optional.of(
            sum.dependency(
                (time - window.length()) * NANOS_PER_MILLI,
                time * NANOS_PER_MILLI,
                progress.value().rateAt(Math.max(time, progress.value().rateAt()))));
  }

  private static RoutedRecord record(MapWindow window, String[] ends, byte[] value, long time) {
    return new RoutedRecord(Topics.DEPENDENCIES, window.key(ends[0] + '→' + ends[1]), value, time);
  }

  private void watchSilence(String[] ends, long time, Collector<RoutedRecord> out)
      throws Exception {
    long lastCalled = Long.MIN_VALUE;
    for (var pane : shortPanes.entries()) {
      if (Edge.of(ends[0], ends[1], pane.getValue()).calls() > 0) {
        lastCalled = Math.max(lastCalled, pane.getKey() + SHORT_PANE);
      }
    }
    EdgeProgress now = progress.value();
    if (lastCalled == Long.MIN_VALUE) {
      return;
    }
    double silence = Math.max(0, time - lastCalled) / MILLIS_PER_SECOND;
    double expected = now.rateAt(Math.max(time, now.rateAt())) * silence;
    if (!now.isSilent() && expected >= EXPECTED) {
      String reason =
          String.format(
              Locale.ROOT, "no call in %.0f s where %.0f were to be expected", silence, expected);
      emit(GraphEvent.Kind.VANISHED, ends, time, reason, out);
      progress.update(now.withSilent(true));
    } else if (now.isSilent() && silence == 0) {
      emit(GraphEvent.Kind.RETURNED, ends, time, "called again", out);
      progress.update(now.withSilent(false));
    }
  }

  private void watchHealth(String[] ends, long time, Dependency hour, Collector<RoutedRecord> out)
      throws Exception {
    EdgeProgress now = progress.value();
    Optional<Dependency> minute = sum(MapWindow.MINUTE, shortPanes, ends, time);
    EdgeHealth health = minute.isEmpty() ? EdgeHealth.WELL : EdgeHealth.of(minute.get(), hour);
    if (health.isDegraded() != now.isDegraded()) {
      emit(
          health.isDegraded() ? GraphEvent.Kind.DEGRADED : GraphEvent.Kind.RECOVERED,
          ends,
          time,
          String.join("; ", health.reasons()),
          out);
      progress.update(now.withDegraded(health.isDegraded()));
    }
  }

  private static void forget(MapState<Long, byte[]> panes, long before) throws Exception {
    List<Long> past = new ArrayList<>();
    for (long start : panes.keys()) {
      if (start <= before) {
        past.add(start);
      }
    }
    for (long start : past) {
      panes.remove(start);
    }
  }

  private static void emit(
      GraphEvent.Kind kind, EdgeCall call, long at, String reason, Collector<RoutedRecord> out) {
    emit(kind, new String[] {call.caller(), call.callee()}, at, reason, out);
  }

  private static void emit(
      GraphEvent.Kind kind, String[] ends, long at, String reason, Collector<RoutedRecord> out) {
    GraphEvent event = new GraphEvent(kind, ends[0], ends[1], at * NANOS_PER_MILLI, reason);
    out.collect(
        new RoutedRecord(Topics.DEPENDENCY_EVENTS, ends[0] + '→' + ends[1], event.toJson(), at));
  }
}
