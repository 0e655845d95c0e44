package io.logstream.functions.threat.stream;

import io.logstream.functions.event.Flow;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * The pairs of source and destination in flows. Remembers the last {@value #MOST} so as not to send
 * each again and again; that a pair is sent twice does no harm, so that this is not state.
 */
public final class Sightings extends RichFlatMapFunction<Flow, Sighting> {

  private static final long serialVersionUID = 1L;
  private static final int MOST = 50_000;
  private transient Set<Long> recent;

  @Override
  public void open(OpenContext context) {
    recent = new LinkedHashSet<>();
  }

  @Override
  public void flatMap(Flow flow, Collector<Sighting> out) {
    sight(flow.destination().ip(), flow.source().ip(), out);
    sight(flow.names().wanted(), flow.source().ip(), out);
  }

  private void sight(String destination, String source, Collector<Sighting> out) {
    if (destination.isEmpty()) {
      return;
    }
    long pair = ((long) destination.hashCode() << 32) ^ (source.hashCode() & 0xffff_ffffL);
    if (recent.add(pair)) {
      if (recent.size() > MOST) {
        recent.clear();
      }
      out.collect(new Sighting(destination, source));
    }
  }
}
