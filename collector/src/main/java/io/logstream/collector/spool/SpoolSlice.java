package io.logstream.collector.spool;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records read from the spool, in order, and the place after them. */
public final class SpoolSlice {

  private final List<ProducerRecord<byte[], byte[]>> records;
  private final Position end;

  SpoolSlice(List<ProducerRecord<byte[], byte[]>> records, Position end) {
    this.records = List.copyOf(records);
    this.end = end;
  }

  /** The records. */
  public List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  Position end() {
    return end;
  }
}
