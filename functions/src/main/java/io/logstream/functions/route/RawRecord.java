package io.logstream.functions.route;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/** A record of {@code logs.raw} as it stands in Kafka. */
@TypeInfo(RawRecordType.Factory.class)
public final class RawRecord {

  public String topic = "";
  public int partition;
  public long offset;

  /** When it was written, in milliseconds since the epoch. */
  public long timestamp;

  /** The source stream; empty where the sender gave none. */
  public byte[] key = {};

  public byte[] value = {};
  public String[] headerNames = {};
  public byte[][] headerValues = {};

  /** The last value of a header as text; null where the record lacks it. */
  public String headerOrNull(String name) {
    for (int i = headerNames.length - 1; i >= 0; i--) {
      if (headerNames[i].equals(name)) {
        return new String(headerValues[i], StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  /** Where it stands: {@code topic-partition-offset}. */
  public String origin() {
    return topic + '-' + partition + '-' + offset;
  }
}
