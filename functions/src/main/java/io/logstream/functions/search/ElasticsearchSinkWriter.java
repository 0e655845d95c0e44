package io.logstream.functions.search;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.DequeRequestBuffer;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.SimpleBatchCreator;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;

/**
 * One subtask's writer: Flink's buffer and mailbox in front of a {@link BulkDelivery}.
 *
 * <p>A checkpoint does not wait for the bulks under way, as Flink's writer would: each second the
 * cluster would have nothing to do until the next bulks come. They are part of the state instead.
 */
final class ElasticsearchSinkWriter<T> extends AsyncSinkWriter<T, BulkEntry> {

  private final BulkDelivery delivery;
  private final SinkMetrics metrics;
  private final Undelivered undelivered = new Undelivered();
  private final long largest;

  ElasticsearchSinkWriter(
      ElementConverter<T, BulkEntry> converter,
      WriterInitContext context,
      AsyncSinkWriterConfiguration configuration,
      Collection<BufferedRequestState<BulkEntry>> states,
      BulkDelivery delivery,
      SinkMetrics metrics) {
    super(
        converter,
        context,
        configuration,
        states,
        new SimpleBatchCreator<>(configuration.getMaxBatchSizeInBytes()),
        new DequeRequestBuffer<>());
    this.delivery = delivery;
    this.metrics = metrics;
    this.largest = configuration.getMaxRecordSizeInBytes();
    states.forEach(state -> metrics.received.inc(state.getBufferedRequestEntries().size()));
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    metrics.received.inc();
    super.write(element, context);
  }

  @Override
  protected void submitRequestEntries(
      List<BulkEntry> entries, ResultHandler<BulkEntry> resultHandler) {
    delivery.deliver(entries, undelivered.track(entries, resultHandler));
  }

  @Override
  public void flush(boolean isEndOfInput) throws InterruptedException {
    if (isEndOfInput) {
      super.flush(true);
    }
  }

  @Override
  public List<BufferedRequestState<BulkEntry>> snapshotState(long checkpoint) {
    return super.snapshotState(checkpoint).stream()
        .map(state -> undelivered.with(state.getBufferedRequestEntries(), this::getSizeInBytes))
        .toList();
  }

  /**
   * The base class fails the job over an entry above its limit. One that is too large is to end in
   * the dead letters instead, so it counts as just within.
   */
  @Override
  protected long getSizeInBytes(BulkEntry entry) {
    return Math.min(entry.size(), largest);
  }

  @Override
  public void close() {
    delivery.close();
  }
}
