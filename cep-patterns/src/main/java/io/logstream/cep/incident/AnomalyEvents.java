package io.logstream.cep.incident;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.PatternEvents;
import io.logstream.functions.rootcause.Anomaly;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Anomalies as events of patterns. Their time is when they were seen, not their onset: that lies
 * behind the watermark.
 */
public final class AnomalyEvents extends ProcessFunction<Anomaly, PatternEvent> {

  private static final long serialVersionUID = 1L;

  @Override
  public void processElement(Anomaly anomaly, Context context, Collector<PatternEvent> out) {
    out.collect(
        PatternEvents.event(
            anomaly.evidence().isEmpty() ? "" : anomaly.evidence().get(0),
            context.timestamp(),
            Map.of(
                "type", "anomaly",
                "service.name", anomaly.service(),
                "anomaly.signal", anomaly.signal().name().toLowerCase(Locale.ROOT),
                "anomaly.location", anomaly.location(),
                "anomaly.strength", Double.toString(anomaly.strength()))));
  }
}
