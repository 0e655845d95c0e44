package io.logstream.functions.impact.stream;

import io.logstream.functions.event.Change;
import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.MapWindow;
import io.logstream.functions.graph.ServiceGraph;
import io.logstream.functions.impact.Accuracy;
import io.logstream.functions.impact.Accuracy.Outcome;
import io.logstream.functions.impact.Affected;
import io.logstream.functions.impact.Assessment;
import io.logstream.functions.impact.AssessmentJson;
import io.logstream.functions.impact.ChangeAssessor;
import io.logstream.functions.impact.History;
import io.logstream.functions.impact.Movement;
import io.logstream.functions.impact.MovementWatch;
import io.logstream.functions.impact.Signals;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the map as topic {@code dependencies} has it, assesses each change when it comes, and says
 * after a while what it did. Keyed by nothing: the map is of the whole system, and small beside the
 * calls that it is made of.
 *
 * <p>The time after a change is compared with the last minute before the change came. Changes that
 * are watched and what became of earlier ones are state; what is known of a service's changes
 * forgets nothing, one row a service.
 *
 * <p>Metrics: {@code changes}; {@code repeated}, changes that were assessed already; {@code
 * refused}, records that are neither, which go to the dead letters.
 */
public final class AssessChanges extends KeyedProcessFunction<Integer, RawRecord, RoutedRecord> {

  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String BEFORE = "before";
  private static final String ALL = "*";

  /** Between a change's id and an edge's key: a byte that ids of events do not have. */
  private static final char SEPARATOR = 0;

  private final long watched;
  private final ZoneId zone;
  private transient MapState<String, byte[]> edges;
  private transient MapState<String, WatchedChange> changes;
  private transient MapState<String, byte[]> before;
  private transient MapState<String, ServiceHistory> histories;
  private transient DependencyJson json;
  private transient ChangeJson changeJson;
  private transient AssessmentJson assessments;
  private transient Counter assessed;
  private transient Counter repeated;
  private transient Counter refused;

  /**
   * A change that is watched.
   *
   * @param change its JSON
   * @param due when it is compared, milliseconds since the epoch
   * @param edges keys of the state that holds the map of before
   */
  public record WatchedChange(byte[] change, long due, int edges) {}

  /**
   * What became of changes: of a service, or of all under {@code *}.
   *
   * @param changes how many
   * @param harmful how many moved a service
   * @param brierSum sum of squared differences, of all alone
   * @param predictions how many they are of, of all alone
   */
  public record ServiceHistory(int changes, int harmful, double brierSum, long predictions) {}

  /**
   * @param watched event time from a change until what it did is told
   * @param zone whose hours are working hours
   */
  public AssessChanges(Duration watched, ZoneId zone) {
    this.watched = watched.toMillis();
    this.zone = zone;
  }

  @Override
  public void open(OpenContext context) {
    edges = state("edges", TypeInformation.of(byte[].class));
    changes = state("changes", TypeInformation.of(WatchedChange.class));
    before = state(BEFORE, TypeInformation.of(byte[].class));
    histories = state("histories", TypeInformation.of(ServiceHistory.class));
    json = new DependencyJson();
    changeJson = new ChangeJson();
    assessments = new AssessmentJson();
    assessed = getRuntimeContext().getMetricGroup().counter("changes");
    repeated = getRuntimeContext().getMetricGroup().counter("repeated");
    refused = getRuntimeContext().getMetricGroup().counter("refused");
  }

  private <T> MapState<String, T> state(String name, TypeInformation<T> type) {
    return getRuntimeContext().getMapState(new MapStateDescriptor<>(name, Types.STRING, type));
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<RoutedRecord> out)
      throws Exception {
    try {
      if (record.topic.equals(Topics.DEPENDENCIES)) {
        keep(record);
      } else {
        assess(ChangeJson.read(record.value), record, context, out);
      }
    } catch (IOException e) {
      refused.inc();
      out.collect(LineRouter.dead(record, "change-impact", DeadReason.UNPARSABLE, e.getMessage()));
    }
  }

  private void keep(RawRecord record) throws Exception {
    String key = new String(record.key, StandardCharsets.UTF_8);
    if (record.value.length == 0) {
      edges.remove(key);
    } else if (!key.endsWith(MapWindow.SECONDS_10.key(""))) {
      // Read before it is kept: what is no dependency is refused here and never in a graph.
      edges.put(key, json.write(DependencyJson.read(record.value)));
    }
  }

  private ServiceGraph graph(MapState<String, byte[]> state, String suffix) throws Exception {
    List<Dependency> found = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : state.entries()) {
      if (entry.getKey().endsWith(suffix)) {
        found.add(DependencyJson.read(entry.getValue()));
      }
    }
    return ServiceGraph.of(found);
  }

  private Assessment assessment(Change change, ServiceGraph minute, ServiceGraph hour)
      throws Exception {
    // A service that was first called in this minute is not in the hour's window yet.
    ServiceGraph usual = hour.nodes().contains(change.service()) ? hour : minute;
    return new ChangeAssessor(minute, usual, history(), zone).assess(change, Signals.NONE);
  }

  private void assess(Change change, RawRecord record, Context context, Collector<RoutedRecord> out)
      throws Exception {
    String id = change.id().isEmpty() ? record.origin() : change.id();
    if (changes.contains(id)) {
      repeated.inc();
      return;
    }
    assessed.inc();
    String minute = MapWindow.MINUTE.key("");
    String hour = MapWindow.HOUR.key("");
    Assessment assessment = assessment(change, graph(edges, minute), graph(edges, hour));
    long at = change.at() / NANOS_PER_MILLI;
    out.collect(new RoutedRecord(Topics.CHANGE_IMPACT, id, assessments.write(assessment), at));
    int kept = 0;
    for (Map.Entry<String, byte[]> entry : edges.entries()) {
      before.put(id + SEPARATOR + entry.getKey(), entry.getValue());
      kept++;
    }
    long due = Math.max(at + watched, context.timerService().currentWatermark() + 1);
    changes.put(id, new WatchedChange(changeJson.write(change), due, kept));
    context.timerService().registerEventTimeTimer(due);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<RoutedRecord> out)
      throws Exception {
    List<String> due = new ArrayList<>();
    for (Map.Entry<String, WatchedChange> entry : changes.entries()) {
      if (entry.getValue().due() <= time) {
        due.add(entry.getKey());
      }
    }
    for (String id : due) {
      observe(id, changes.get(id), time, out);
      changes.remove(id);
    }
  }

  private void observe(
      String id, WatchedChange watchedChange, long time, Collector<RoutedRecord> out)
      throws Exception {
    Change change = ChangeJson.read(watchedChange.change());
    List<Dependency> minute = new ArrayList<>();
    List<Dependency> hour = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : before.entries()) {
      if (entry.getKey().startsWith(id + SEPARATOR)) {
        keys.add(entry.getKey());
        boolean isMinute = entry.getKey().endsWith(MapWindow.MINUTE.key(""));
        (isMinute ? minute : hour).add(DependencyJson.read(entry.getValue()));
      }
    }
    for (String key : keys) {
      before.remove(key);
    }
    ServiceGraph then = ServiceGraph.of(minute);
    Assessment assessment = assessment(change, then, ServiceGraph.of(hour));
    Map<String, Movement> movements =
        MovementWatch.between(then, graph(edges, MapWindow.MINUTE.key("")));
    List<Outcome> outcomes = new ArrayList<>();
    for (Affected service : assessment.affected()) {
      Movement movement = movements.get(service.service());
      if (movement != null) {
        outcomes.add(new Outcome(service.probability(), movement.moved()));
      }
    }
    double brier = Accuracy.brierScore(outcomes);
    boolean isHarmful = movements.values().stream().anyMatch(Movement::moved);
    remember(change.service(), isHarmful, 0, 0);
    remember(ALL, isHarmful, outcomes.isEmpty() ? 0 : brier * outcomes.size(), outcomes.size());
    byte[] value = assessments.write(assessment, movements, brier, history());
    out.collect(new RoutedRecord(Topics.CHANGE_IMPACT, id, value, time));
  }

  private void remember(String service, boolean isHarmful, double brierSum, int predictions)
      throws Exception {
    ServiceHistory old = histories.get(service);
    ServiceHistory known = old == null ? new ServiceHistory(0, 0, 0, 0) : old;
    histories.put(
        service,
        new ServiceHistory(
            known.changes() + 1,
            known.harmful() + (isHarmful ? 1 : 0),
            known.brierSum() + brierSum,
            known.predictions() + predictions));
  }

  private History history() throws Exception {
    History history = new History();
    for (Map.Entry<String, ServiceHistory> entry : histories.entries()) {
      ServiceHistory known = entry.getValue();
      if (entry.getKey().equals(ALL)) {
        if (known.predictions() > 0) {
          history.addScore(
              known.brierSum() / known.predictions(), Math.toIntExact(known.predictions()));
        }
      } else {
        for (int i = 0; i < known.changes(); i++) {
          history.add(entry.getKey(), i < known.harmful());
        }
      }
    }
    return history;
  }
}
