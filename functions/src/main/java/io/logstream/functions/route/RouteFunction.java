package io.logstream.functions.route;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.time.ZoneId;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/**
 * The operator around {@link LineRouter}. Holds no state: which records were done is the source's
 * and the sink's to know.
 *
 * <p>Its metrics, per subtask, since the start: {@code received} raw records; {@code events} and
 * {@code dead} letters they became, so that <em>received = events + dead</em>; of the events {@code
 * hinted}, {@code recognised} and {@code unknown} by how their format was found; {@code derived}
 * records of the thin topics.
 */
public final class RouteFunction extends RichFlatMapFunction<RawRecord, RoutedRecord> {

  private static final long serialVersionUID = 1L;

  private final String zone;

  private transient LineRouter router;
  private transient Counter received;
  private transient Counter events;
  private transient Counter dead;
  private transient Counter derived;
  private transient Counter hinted;
  private transient Counter recognised;
  private transient Counter unknown;

  /** An operator that reads time stamps without a zone in this one. */
  public RouteFunction(ZoneId zone) {
    this.zone = zone.getId();
  }

  @Override
  public void open(OpenContext context) {
    router = new LineRouter(ZoneId.of(zone), EventEnricher.NONE);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    received = metrics.counter("received");
    events = metrics.counter("events");
    dead = metrics.counter("dead");
    derived = metrics.counter("derived");
    hinted = metrics.counter("hinted");
    recognised = metrics.counter("recognised");
    unknown = metrics.counter("unknown");
  }

  @Override
  public void flatMap(RawRecord raw, Collector<RoutedRecord> out) {
    received.inc();
    LineRouter.Outcome outcome =
        router.route(
            raw,
            record -> {
              if (!record.topic.equals(Topics.LOGS) && !record.topic.equals(Topics.LOGS_DEAD)) {
                derived.inc();
              }
              out.collect(record);
            });
    switch (outcome) {
      case HINTED -> hinted.inc();
      case RECOGNISED -> recognised.inc();
      case UNKNOWN -> unknown.inc();
      case DEAD -> dead.inc();
    }
    if (outcome != LineRouter.Outcome.DEAD) {
      events.inc();
    }
  }
}
