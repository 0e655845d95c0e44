package io.logstream.functions.threat.stream;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.FlowJoin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by source address: holds the records of a connection until all have had time to come, and
 * gives them joined. A record without a connection id passes at once; one that comes later passes
 * by itself.
 */
public final class JoinFlows extends KeyedProcessFunction<String, Flow, Flow> {

  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Timers are shared: one a source in so many milliseconds. */
  private static final long TIMER_STEP = 10_000;

  private final long waitMillis;
  private transient MapState<String, List<Flow>> pending;

  /**
   * @param wait event time from the start of the first record until they are joined
   */
  public JoinFlows(Duration wait) {
    waitMillis = wait.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    pending =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "pending", Types.STRING, Types.LIST(TypeInformation.of(Flow.class))));
  }

  @Override
  public void processElement(Flow flow, Context context, Collector<Flow> out) throws Exception {
    if (flow.connection().isEmpty()) {
      out.collect(flow);
      return;
    }
    List<Flow> records = pending.get(flow.connection());
    List<Flow> more = records == null ? new ArrayList<>(2) : new ArrayList<>(records);
    more.add(flow);
    pending.put(flow.connection(), more);
    long due = Math.max(due(more), context.timerService().currentWatermark() + 1);
    context.timerService().registerEventTimeTimer(due + TIMER_STEP - due % TIMER_STEP);
  }

  private long due(List<Flow> records) {
    return records.get(0).start() / NANOS_PER_MILLI + waitMillis;
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Flow> out) throws Exception {
    List<String> joined = new ArrayList<>();
    for (Map.Entry<String, List<Flow>> records : pending.entries()) {
      if (due(records.getValue()) <= time) {
        FlowJoin.join(records.getValue()).forEach(out::collect);
        joined.add(records.getKey());
      }
    }
    for (String connection : joined) {
      pending.remove(connection);
    }
  }
}
