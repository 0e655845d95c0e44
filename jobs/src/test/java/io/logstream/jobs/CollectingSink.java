package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps what a job under test writes, in the test's own process; for one job at a time. */
final class CollectingSink implements Sink<RoutedRecord> {

  private static final long serialVersionUID = 1L;
  private static final ConcurrentLinkedQueue<RoutedRecord> WRITTEN = new ConcurrentLinkedQueue<>();

  /** Forgets what was written. */
  static void clear() {
    WRITTEN.clear();
  }

  /** What was written since it was cleared. */
  static List<RoutedRecord> written() {
    return List.copyOf(WRITTEN);
  }

  @Override
  public SinkWriter<RoutedRecord> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(RoutedRecord record, Context of) {
        WRITTEN.add(record);
      }

      @Override
      public void flush(boolean isEnd) {}

      @Override
      public void close() {}
    };
  }
}
