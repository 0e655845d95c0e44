package io.logstream.collector.outlet;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What an answer of Kafka's means. */
enum KafkaAnswer {
  /** On all in-sync replicas. */
  STORED,
  /** Kafka is well and does not take this record, however often it is sent. */
  RECORD_REFUSED,
  /** Anything else, unknown errors too: the record is good, Kafka could not take it now. */
  UNAVAILABLE;

  static KafkaAnswer of(Exception errorOrNull) {
    if (errorOrNull == null) {
      return STORED;
    }
    return errorOrNull instanceof RecordTooLargeException
            || errorOrNull instanceof RecordBatchTooLargeException
            || errorOrNull instanceof InvalidRecordException
            || errorOrNull instanceof SerializationException
        ? RECORD_REFUSED
        : UNAVAILABLE;
  }
}
