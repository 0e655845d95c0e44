package io.logstream.functions.live;

import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up measures of a subtask before they cross the network, so that the few keys after it, one a
 * metric and second, carry hundreds of thousands of records a second. What it holds goes out with
 * each watermark and before each checkpoint's barrier: it needs no state.
 *
 * <p>Metrics: {@code measured} and {@code unreadable} records.
 */
public final class Tally extends AbstractStreamOperator<Measure>
    implements OneInputStreamOperator<RawRecord, Measure>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  /** Of one subtask between two watermarks; more go out at once. */
  private static final int MOST_HELD = 20_000;

  private transient Map<Cell, long[]> held;
  private transient Counter measured;
  private transient Counter unreadable;

  /** What measures add up under. */
  private record Cell(Metric metric, String label, long second) {}

  @Override
  public void open() throws Exception {
    super.open();
    held = new HashMap<>();
    measured = getMetricGroup().counter("measured");
    unreadable = getMetricGroup().counter("unreadable");
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord record = element.getValue();
    long second = Math.floorDiv(record.timestamp, 1_000);
    try {
      Measures.of(record, (metric, label, amount) -> add(metric, label, second, amount));
      measured.inc();
    } catch (IOException e) {
      // Whose topic it is has put it there; it is counted here and stops nothing.
      unreadable.inc();
    }
    if (held.size() > MOST_HELD) {
      flush();
    }
  }

  private void add(Metric metric, String label, long second, long amount) {
    long[] sum = held.computeIfAbsent(new Cell(metric, label, second), cell -> new long[1]);
    sum[0] = Measure.add(metric, sum[0], amount);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
      long now = getProcessingTimeService().getCurrentProcessingTime();
      add(
          Metric.WATERMARK_DELAY,
          "",
          Math.floorDiv(now, 1_000),
          Math.max(0, now - mark.getTimestamp()));
    }
    flush();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    held.forEach(
        (cell, sum) ->
            output.collect(
                new StreamRecord<>(
                    new Measure(cell.metric(), cell.label(), cell.second(), sum[0]))));
    held.clear();
  }
}
