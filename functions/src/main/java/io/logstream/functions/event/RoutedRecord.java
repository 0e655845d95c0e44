package io.logstream.functions.event;

import java.nio.charset.StandardCharsets;

/**
 * A record on its way to a topic of its own choice. A plain object with public fields so that Flink
 * serializes it without Kryo.
 */
public final class RoutedRecord {

  private static final String[] NO_NAMES = {};
  private static final byte[][] NO_VALUES = {};

  public String topic = "";
  public byte[] key = {};

  /** Null for a tombstone, which removes its key from a compacted topic. */
  public byte[] value = {};

  /** In milliseconds since the epoch: event time, which retention and compaction go by. */
  public long timestamp;

  public String[] headerNames = NO_NAMES;
  public byte[][] headerValues = NO_VALUES;

  /** For Flink. */
  public RoutedRecord() {}

  /** A record without headers. */
  public RoutedRecord(String topic, String key, byte[] value, long timestamp) {
    this.topic = topic;
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.value = value;
    this.timestamp = timestamp;
  }

  /** What removes a key from a compacted topic. */
  public static RoutedRecord tombstone(String topic, String key, long timestamp) {
    return new RoutedRecord(topic, key, null, timestamp);
  }

  /** The value of a header as text; null where the record lacks it. */
  public String headerOrNull(String name) {
    for (int i = headerNames.length - 1; i >= 0; i--) {
      if (headerNames[i].equals(name)) {
        return new String(headerValues[i], StandardCharsets.UTF_8);
      }
    }
    return null;
  }
}
