package io.logstream.cep.stream;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which patterns have begun to match under a key, and until when. A plain object with public fields
 * so that Flink serializes it without Kryo.
 */
public final class UnderWay {

  /** {@link Definition#identity} of each, in ascending order. */
  public String[] patterns = {};

  /** Of each, no later than when its first partial match runs out; milliseconds since the epoch. */
  public long[] ends = {};

  /** The earliest timer that is set for an end; the greatest long without one. */
  public long timer = Long.MAX_VALUE;

  /** The ends by pattern. */
  TreeMap<String, Long> byPattern() {
    TreeMap<String, Long> byPattern = new TreeMap<>();
    for (int i = 0; i < patterns.length; i++) {
      byPattern.put(patterns[i], ends[i]);
    }
    return byPattern;
  }

  /** With these ends. */
  static UnderWay of(Map<String, Long> ends, long timer) {
    UnderWay underWay = new UnderWay();
    underWay.patterns = ends.keySet().toArray(String[]::new);
    underWay.ends = ends.values().stream().mapToLong(Long::longValue).toArray();
    underWay.timer = timer;
    return underWay;
  }
}
