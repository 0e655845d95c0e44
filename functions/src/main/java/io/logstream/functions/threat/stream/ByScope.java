package io.logstream.functions.threat.stream;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicators;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Sends a flow once to its source, where any control row may concern it, and once to each other
 * scope that has a detector which it concerns: that does not depend on thresholds.
 */
public final class ByScope extends RichFlatMapFunction<Flow, ScopedFlow> {

  private static final long serialVersionUID = 1L;
  private transient List<Detector<?>> detectors;

  @Override
  public void open(OpenContext context) {
    detectors = Detectors.all(Thresholds.defaults(), Indicators.NONE);
  }

  @Override
  public void flatMap(Flow flow, Collector<ScopedFlow> out) {
    send(Detector.Scope.SOURCE, flow, out);
    int sent = 1 << Detector.Scope.SOURCE.ordinal();
    for (Detector<?> detector : detectors) {
      int bit = 1 << detector.scope().ordinal();
      if ((sent & bit) == 0 && detector.keyOrNull(flow) != null) {
        sent |= bit;
        send(detector.scope(), flow, out);
      }
    }
  }

  private static void send(Detector.Scope scope, Flow flow, Collector<ScopedFlow> out) {
    out.collect(new ScopedFlow(scope, scope.partition(flow), flow));
  }
}
