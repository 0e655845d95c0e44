package io.logstream.functions.rootcause;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.otlp.Telemetry;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The operator around {@link RootCauseEngine}: records of topics {@code logs} and {@code calls} in,
 * states of incidents out, as the watermark goes on, and each anomaly once to {@link #ANOMALIES}.
 * Runs with parallelism 1: an incident is of the whole system.
 *
 * <p>Its state is the records themselves: the last ones that were usual, which the baseline is
 * learnt from again, and those of the window, which are judged again. An incident that was open
 * opens again under the same id.
 *
 * <p>Its metrics, since the start: {@code received} records, of which {@code untraced} told of no
 * trace and {@code refused} could not be read; {@code late} ones came after the window had passed.
 */
public final class RootCauseOperator extends AbstractStreamOperator<RoutedRecord>
    implements OneInputStreamOperator<RawRecord, RoutedRecord>, BoundedOneInput {

  /** What departs from its past, when it is first seen. */
  public static final OutputTag<Anomaly> ANOMALIES =
      new OutputTag<>("anomalies", TypeInformation.of(Anomaly.class));

  private static final long serialVersionUID = 1L;

  /** Anomalies below it come and go on every busy system. */
  private static final double LEAST_STRENGTH = 4;

  private static final long MILLI = 1_000_000L;

  /** Records that are kept of what is usual: minutes of traffic. */
  private static final int USUAL = 100_000;

  /** Records that are kept of the window. */
  private static final int RECENT = 400_000;

  private transient RootCauseEngine engine;
  private transient IncidentJson json;
  private transient Deque<RawRecord> usual;
  private transient Deque<RawRecord> recent;
  private transient ListState<RawRecord> usualState;
  private transient ListState<RawRecord> recentState;
  private transient Counter received;
  private transient Counter untraced;
  private transient Counter refused;
  private transient Counter late;
  private transient Set<String> told;
  private transient long window;
  private transient long watermark;

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    TypeInformation<RawRecord> type = TypeInformation.of(RawRecord.class);
    usualState =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("usual", type));
    recentState =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("recent", type));
  }

  @Override
  public void open() throws Exception {
    super.open();
    received = getMetricGroup().counter("received");
    untraced = getMetricGroup().counter("untraced");
    refused = getMetricGroup().counter("refused");
    late = getMetricGroup().counter("late");
    engine = new RootCauseEngine(Thresholds.DEFAULT);
    json = new IncidentJson();
    window = Thresholds.DEFAULT.window().toMillis();
    watermark = Long.MIN_VALUE;
    told = new HashSet<>();
    usual = new ArrayDeque<>();
    recent = new ArrayDeque<>();
    restore();
  }

  private void restore() throws Exception {
    List<Telemetry> before = new ArrayList<>();
    for (RawRecord record : usualState.get()) {
      usual.add(record);
      read(record).ifPresent(before::add);
    }
    engine.learn(before);
    for (RawRecord record : recentState.get()) {
      recent.add(record);
      read(record).ifPresent(engine::accept);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    usualState.update(List.copyOf(usual));
    recentState.update(List.copyOf(recent));
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord record = element.getValue();
    received.inc();
    Optional<Telemetry> telemetry = read(record);
    if (telemetry.isEmpty()) {
      untraced.inc();
    } else if (record.timestamp < outOfWindow()) {
      late.inc();
    } else {
      engine.accept(telemetry.get());
      recent.add(record);
      if (recent.size() > RECENT) {
        recent.poll();
      }
    }
  }

  /** Before any watermark there is no telling that something is late. */
  private long outOfWindow() {
    return watermark == Long.MIN_VALUE ? watermark : watermark - window;
  }

  private Optional<Telemetry> read(RawRecord record) {
    try {
      return WireTelemetry.of(record.topic, record.value);
    } catch (IOException e) {
      refused.inc();
      return Optional.empty();
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
      watermark = mark.getTimestamp();
      List<Incident> news = engine.advance(watermark * MILLI);
      tellAnomalies();
      news.forEach(this::emit);
      forget();
    }
    super.processWatermark(mark);
  }

  /** An anomaly is told when it begins to be seen, and again when it was gone in between. */
  private void tellAnomalies() {
    Set<String> seen = new HashSet<>();
    for (Anomaly anomaly : engine.lastAnomalies()) {
      String name = anomaly.service() + '\n' + anomaly.signal() + '\n' + anomaly.location();
      if (anomaly.strength() >= LEAST_STRENGTH && seen.add(name) && !told.contains(name)) {
        output.collect(ANOMALIES, new StreamRecord<>(anomaly, watermark + 1));
      }
    }
    told = seen;
  }

  private void forget() {
    while (!recent.isEmpty() && recent.peek().timestamp < outOfWindow()) {
      RawRecord record = recent.poll();
      if (!engine.isIncidentOpen()) {
        usual.add(record);
        if (usual.size() > USUAL) {
          usual.poll();
        }
      }
    }
  }

  @Override
  public void endInput() {
    engine.finish().forEach(this::emit);
  }

  private void emit(Incident incident) {
    RoutedRecord record =
        new RoutedRecord(
            Topics.INCIDENTS, incident.id(), json.write(incident), incident.end() / MILLI);
    output.collect(new StreamRecord<>(record, record.timestamp));
  }
}
