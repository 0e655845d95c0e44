package io.logstream.bench.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Keyed by service, counts of minutes in their order: those far above the ten before. */
final class Surge extends KeyedProcessFunction<String, PeerFinding, PeerFinding> {

  private static final long serialVersionUID = 1L;
  private static final int BEFORE = 10;

  private transient ListState<Double> last;

  @Override
  public void open(OpenContext context) {
    ListStateDescriptor<Double> descriptor = new ListStateDescriptor<>("last", Types.DOUBLE);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofDays(1)).build());
    last = getRuntimeContext().getListState(descriptor);
  }

  @Override
  public void processElement(PeerFinding minute, Context context, Collector<PeerFinding> out)
      throws Exception {
    List<Double> before = new ArrayList<>();
    last.get().forEach(before::add);
    double mean =
        before.stream().mapToDouble(Double::doubleValue).sum() / Math.max(1, before.size());
    if (minute.value >= 2 && minute.value >= 3 * mean) {
      out.collect(minute.saying("the minutes before had " + Math.round(mean * 10) / 10.0));
    }
    before.add(minute.value);
    last.update(before.subList(Math.max(0, before.size() - BEFORE), before.size()));
  }
}
