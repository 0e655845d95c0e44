package io.logstream.collector.outlet;

import io.logstream.collector.line.Receipt;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that are sent together, and who wants to know when they are safe.
 *
 * @param bytes what they take in memory, roughly
 */
record Cargo(List<ProducerRecord<byte[], byte[]>> records, Receipt receipt, long bytes) {

  /** The records of it that are still to be stored. */
  Cargo only(List<ProducerRecord<byte[], byte[]>> rest) {
    return new Cargo(rest, receipt, bytes);
  }
}
