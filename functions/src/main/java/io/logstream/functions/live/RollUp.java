package io.logstream.functions.live;

import io.logstream.functions.event.LiveRow;
import io.logstream.functions.event.LiveRowJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by metric and second: publishes the second's rows as measures come in, each row again when
 * late measures change it, and takes back a row that is none any more. Once the watermark has
 * passed the second by the lateness, its state is gone.
 *
 * <p>Metrics: {@code rows} published, {@code corrections} among them that changed a row, {@code
 * retractions}; {@code late}: measures that came after their second was given up.
 */
public final class RollUp extends KeyedProcessFunction<String, Measure, RoutedRecord> {

  private static final long serialVersionUID = 1L;

  /** Labels of one second that are kept apart; what comes beyond counts among the others. */
  private static final int MOST_LABELS = 2_000;

  private final long latenessMillis;
  private final long pauseMillis;

  private transient MapState<String, Long> amounts;
  private transient ValueState<Integer> labels;
  private transient MapState<String, Long> published;
  private transient ValueState<Long> due;
  private transient LiveRowJson json;
  private transient Counter rows;
  private transient Counter corrections;
  private transient Counter retractions;
  private transient Counter late;

  /**
   * @param lateness how long a second is corrected, event time
   * @param pause between two publications of a second, at least
   */
  public RollUp(Duration lateness, Duration pause) {
    this.latenessMillis = lateness.toMillis();
    this.pauseMillis = pause.toMillis();
  }

  /** The key of a measure. */
  public static String key(Measure measure) {
    return measure.metric.name() + ' ' + measure.second;
  }

  @Override
  public void open(OpenContext context) {
    amounts =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("amounts", Types.STRING, Types.LONG));
    labels = getRuntimeContext().getState(new ValueStateDescriptor<>("labels", Types.INT));
    published =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("published", Types.STRING, Types.LONG));
    due = getRuntimeContext().getState(new ValueStateDescriptor<>("due", Types.LONG));
    json = new LiveRowJson();
    rows = getRuntimeContext().getMetricGroup().counter("rows");
    corrections = getRuntimeContext().getMetricGroup().counter("corrections");
    retractions = getRuntimeContext().getMetricGroup().counter("retractions");
    late = getRuntimeContext().getMetricGroup().counter("late");
  }

  @Override
  public void processElement(Measure measure, Context context, Collector<RoutedRecord> out)
      throws Exception {
    long end = (measure.second + 1) * 1_000 + latenessMillis;
    if (end <= context.timerService().currentWatermark()) {
      late.inc();
      return;
    }
    String label = measure.label;
    Long before = amounts.get(label);
    if (before == null) {
      int known = labels.value() == null ? 0 : labels.value();
      if (known >= MOST_LABELS && measure.metric.kind() == Metric.Kind.TOP) {
        label = Rows.OTHER;
        before = amounts.get(label);
      } else {
        labels.update(known + 1);
      }
    }
    amounts.put(
        label,
        before == null ? measure.amount : Measure.add(measure.metric, before, measure.amount));
    if (due.value() == null) {
      long now = context.timerService().currentProcessingTime();
      due.update(now + pauseMillis);
      context.timerService().registerProcessingTimeTimer(now + pauseMillis);
      context.timerService().registerEventTimeTimer(end);
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<RoutedRecord> out)
      throws Exception {
    publish(context.getCurrentKey(), out);
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      Long pending = due.value();
      if (pending != null) {
        context.timerService().deleteProcessingTimeTimer(pending);
      }
      amounts.clear();
      labels.clear();
      published.clear();
    }
    due.clear();
  }

  private void publish(String key, Collector<RoutedRecord> out) throws Exception {
    int space = key.indexOf(' ');
    Metric metric = Metric.valueOf(key.substring(0, space));
    long second = Long.parseLong(key.substring(space + 1));
    Map<String, Long> now = Rows.of(metric, copy(amounts));
    Map<String, Long> before = copy(published);
    for (Map.Entry<String, Long> row : now.entrySet()) {
      Long known = before.get(row.getKey());
      if (!row.getValue().equals(known)) {
        rows.inc();
        if (known != null) {
          corrections.inc();
        }
        published.put(row.getKey(), row.getValue());
        emit(new LiveRow(metric.id(), row.getKey(), second, OptionalLong.of(row.getValue())), out);
      }
    }
    for (String label : before.keySet()) {
      if (!now.containsKey(label)) {
        retractions.inc();
        published.remove(label);
        emit(new LiveRow(metric.id(), label, second, OptionalLong.empty()), out);
      }
    }
  }

  private static Map<String, Long> copy(MapState<String, Long> state) throws Exception {
    Map<String, Long> copy = new HashMap<>();
    for (Map.Entry<String, Long> entry : state.entries()) {
      copy.put(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  private void emit(LiveRow row, Collector<RoutedRecord> out) {
    out.collect(
        new RoutedRecord(Topics.METRICS_LIVE, row.metric(), json.write(row), row.second() * 1_000));
  }
}
