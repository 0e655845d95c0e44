package io.logstream.functions.threat.stream;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.threat.Alert;
import io.logstream.functions.threat.AlertBook;
import io.logstream.functions.threat.AlertJson;
import io.logstream.functions.threat.Thresholds;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by source address: makes alerts of findings, one record for each state of an alert that is
 * news. Keeps the {@value #MOST} alerts of a source seen last, each for a week without change.
 */
public final class Alerts
    extends KeyedBroadcastProcessFunction<String, RatedFinding, ControlRow, RoutedRecord>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;
  private static final int MOST = 256;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private transient MapState<String, Alert> alerts;
  private transient AlertJson json;
  private transient BroadcastControl control;
  private transient MadeOfRows<Thresholds> thresholds;

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    // Rows that cannot be applied are reported where detectors read them.
    control =
        new BroadcastControl(
            new ControlView(ThreatTables.SCORING, false),
            false,
            getRuntimeContext().getMetricGroup());
    control.restore(context.getOperatorStateStore());
  }

  /** The rows are in broadcast state already. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, Alert> descriptor =
        new MapStateDescriptor<>("alerts", Types.STRING, TypeInformation.of(Alert.class));
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
    alerts = getRuntimeContext().getMapState(descriptor);
    json = new AlertJson();
    thresholds = new MadeOfRows<>(control.view(), ThreatTables::thresholds);
  }

  @Override
  public void processBroadcastElement(ControlRow row, Context context, Collector<RoutedRecord> out)
      throws Exception {
    control.receive(row, context.getBroadcastState(BroadcastControl.ROWS));
  }

  @Override
  public void processElement(
      RatedFinding rated, ReadOnlyContext context, Collector<RoutedRecord> out) throws Exception {
    Map<String, Alert> known = new HashMap<>();
    for (Map.Entry<String, Alert> alert : alerts.entries()) {
      known.put(alert.getKey(), alert.getValue());
    }
    String group = rated.finding.group();
    Alert before = known.get(group);
    Optional<Alert> told = AlertBook.over(known, thresholds.get()).add(rated.finding, rated.users);
    if (before == null && known.size() > MOST) {
      forgetOldest(known);
    }
    boolean isNews = before == null || known.get(group).isNewsAfter(before);
    if (isNews) {
      alerts.put(group, known.get(group));
    }
    if (isNews && told.isPresent()) {
      Alert alert = told.get();
      out.collect(
          new RoutedRecord(
              Topics.ALERTS,
              alert.finding().subject().source(),
              json.write(alert),
              alert.finding().lastSeen() / NANOS_PER_MILLI));
    }
  }

  private void forgetOldest(Map<String, Alert> known) throws Exception {
    Optional<String> oldest =
        known.entrySet().stream()
            .min(Comparator.comparingLong(entry -> entry.getValue().finding().lastSeen()))
            .map(Map.Entry::getKey);
    if (oldest.isPresent()) {
      alerts.remove(oldest.get());
    }
  }
}
