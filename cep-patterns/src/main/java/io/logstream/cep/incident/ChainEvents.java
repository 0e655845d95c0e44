package io.logstream.cep.incident;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.PatternEvents;
import io.logstream.functions.event.RoutedRecord;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Alerts as events of chains, at the time at which what they claim was seen last. That lies behind
 * the watermark, since detectors look back; so the watermark is held back by as much.
 */
public final class ChainEvents extends AbstractStreamOperator<PatternEvent>
    implements OneInputStreamOperator<RoutedRecord, PatternEvent> {

  private static final long serialVersionUID = 1L;

  private final long lookBack;

  /** The longest time between what an alert tells of and the alert. */
  public ChainEvents(Duration lookBack) {
    this.lookBack = lookBack.toMillis();
  }

  @Override
  public void processElement(StreamRecord<RoutedRecord> element) throws Exception {
    RoutedRecord alert = element.getValue();
    output.collect(
        new StreamRecord<>(
            PatternEvents.of(alert.topic, alert.value, alert.timestamp), alert.timestamp));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    boolean isLast = mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp();
    super.processWatermark(
        isLast
            ? mark
            : new Watermark(Math.max(Long.MIN_VALUE + lookBack, mark.getTimestamp()) - lookBack));
  }
}
