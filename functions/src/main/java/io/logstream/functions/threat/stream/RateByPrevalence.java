package io.logstream.functions.threat.stream;

import io.logstream.functions.threat.Finding;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by destination: counts the sources that use it, to {@value #MOST}, and tells each finding
 * about it. A source that was not seen for a week no longer counts.
 */
public final class RateByPrevalence
    extends KeyedCoProcessFunction<String, Finding, Sighting, RatedFinding> {

  private static final long serialVersionUID = 1L;
  private static final int MOST = 64;
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private transient MapState<String, Boolean> sources;
  private transient ValueState<Integer> count;

  @Override
  public void open(OpenContext context) {
    StateTtlConfig ttl = StateTtlConfig.newBuilder(REMEMBERED).build();
    MapStateDescriptor<String, Boolean> ofSources =
        new MapStateDescriptor<>("sources", Types.STRING, Types.BOOLEAN);
    ofSources.enableTimeToLive(ttl);
    sources = getRuntimeContext().getMapState(ofSources);
    ValueStateDescriptor<Integer> ofCount = new ValueStateDescriptor<>("count", Types.INT);
    ofCount.enableTimeToLive(ttl);
    count = getRuntimeContext().getState(ofCount);
  }

  @Override
  public void processElement1(Finding finding, Context context, Collector<RatedFinding> out)
      throws Exception {
    Integer users = count.value();
    out.collect(new RatedFinding(finding, users == null ? 1 : users));
  }

  @Override
  public void processElement2(Sighting sighting, Context context, Collector<RatedFinding> out)
      throws Exception {
    Integer users = count.value();
    int known = users == null ? 0 : users;
    if (known < MOST && !sources.contains(sighting.source)) {
      sources.put(sighting.source, true);
      count.update(known + 1);
    }
  }
}
