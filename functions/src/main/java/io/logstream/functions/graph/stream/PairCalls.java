package io.logstream.functions.graph.stream;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.graph.EdgeUpdate;
import io.logstream.functions.graph.TraceJoin;
import io.logstream.functions.graph.TraceUpdates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * Keyed by trace, or by the report where it is of none: joins the reports of both sides to calls.
 *
 * <p>The first join is made when reports have had some time to come; one that comes later corrects
 * it ({@link TraceUpdates}). After a minute without reports the trace is forgotten, and reports
 * older than that are dropped and counted, so that none counts twice.
 *
 * <p>Metrics: {@code received} = joined + {@code duplicates} + {@code late}; {@code corrections},
 * updates after a first join; {@code unpaired}, callees' reports of which no caller is known when
 * the trace is forgotten; {@code unnamed}, callers' reports of which the callee is not known.
 */
public final class PairCalls extends KeyedProcessFunction<String, ServiceCall, EdgeUpdate> {

  private static final long serialVersionUID = 1L;

  /** From the last report of a trace, in event time, until it is forgotten. */
  public static final Duration MEMORY = Duration.ofMinutes(1);

  /** Reports beyond it of one trace are counted as late: a trace has no end if its id is fixed. */
  private static final int LARGEST_TRACE = 20_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long wait;
  private transient MapState<String, ServiceCall> reports;
  private transient ValueState<TraceProgress> progress;
  private transient Counter received;
  private transient Counter duplicates;
  private transient Counter late;
  private transient Counter corrections;
  private transient Counter unpaired;
  private transient Counter unnamed;

  /**
   * How far a trace is.
   *
   * @param newest event time of its newest report, milliseconds since the epoch
   * @param size reports
   * @param isJoined whether the first join was made
   */
  public record TraceProgress(long newest, int size, boolean isJoined) {}

  /**
   * @param wait event time from a trace's first report until it is joined
   */
  public PairCalls(Duration wait) {
    this.wait = wait.toMillis();
  }

  /** What reports that belong together have in common. */
  public static String traceOf(ServiceCall report) {
    return report.traceId().isEmpty() ? "-" + identity(report) : report.traceId();
  }

  private static String identity(ServiceCall report) {
    return report.spanId().isEmpty() ? "#" + report.id() : report.spanId();
  }

  @Override
  public void open(OpenContext context) {
    reports =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "reports", Types.STRING, TypeInformation.of(ServiceCall.class)));
    progress =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("progress", TypeInformation.of(TraceProgress.class)));
    received = getRuntimeContext().getMetricGroup().counter("received");
    duplicates = getRuntimeContext().getMetricGroup().counter("duplicates");
    late = getRuntimeContext().getMetricGroup().counter("late");
    corrections = getRuntimeContext().getMetricGroup().counter("corrections");
    unpaired = getRuntimeContext().getMetricGroup().counter("unpaired");
    unnamed = getRuntimeContext().getMetricGroup().counter("unnamed");
  }

  @Override
  public void processElement(ServiceCall report, Context context, Collector<EdgeUpdate> out)
      throws Exception {
    received.inc();
    long watermark = context.timerService().currentWatermark();
    long at = report.start() / NANOS_PER_MILLI;
    TraceProgress before = progress.value();
    if (before == null ? at + MEMORY.toMillis() <= watermark : before.size() >= LARGEST_TRACE) {
      late.inc();
      return;
    }
    String identity = identity(report);
    ServiceCall known = reports.get(identity);
    ServiceCall kept = known == null ? report : TraceJoin.better(known, report);
    if (known != null) {
      duplicates.inc();
      if (kept.equals(known)) {
        return;
      }
    }
    List<ServiceCall> joined = before != null && before.isJoined() ? all() : List.of();
    reports.put(identity, kept);
    if (before != null && before.isJoined()) {
      TraceUpdates.between(
          joined,
          all(),
          update -> {
            corrections.inc();
            out.collect(update);
          });
    }
    if (before == null) {
      context.timerService().registerEventTimeTimer(Math.max(at + wait, watermark + 1));
      progress.update(new TraceProgress(at, 1, false));
    } else {
      progress.update(
          new TraceProgress(
              Math.max(before.newest(), at),
              before.size() + (known == null ? 1 : 0),
              before.isJoined()));
    }
  }

  private List<ServiceCall> all() throws Exception {
    List<ServiceCall> all = new ArrayList<>();
    reports.values().forEach(all::add);
    return all;
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<EdgeUpdate> out)
      throws Exception {
    TraceProgress now = progress.value();
    if (!now.isJoined()) {
      TraceUpdates.between(List.of(), all(), out::collect);
      progress.update(new TraceProgress(now.newest(), now.size(), true));
    }
    long forgotten = now.newest() + MEMORY.toMillis();
    if (forgotten > time) {
      context.timerService().registerEventTimeTimer(forgotten);
    } else {
      countUnpaired();
      reports.clear();
      progress.clear();
    }
  }

  private void countUnpaired() throws Exception {
    for (Map.Entry<String, ServiceCall> entry : reports.entries()) {
      ServiceCall report = entry.getValue();
      if (report.side() == ServiceCall.Side.CLIENT) {
        if (report.callee().isEmpty()) {
          unnamed.inc();
        }
      } else if (report.parentSpanId().isEmpty()
          ? report.traceId().isEmpty()
          : !reports.contains(report.parentSpanId())) {
        unpaired.inc();
      }
    }
  }
}
