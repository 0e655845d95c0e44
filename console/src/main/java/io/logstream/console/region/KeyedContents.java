package io.logstream.console.region;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The last value of each key of a topic that is written in two regions, in each of them, by hash:
 * the same in both, once what was written last has gone both ways. Safe for use by several threads.
 */
final class KeyedContents {

  /** Whose topic. */
  enum Side {
    OWN,
    PEER
  }

  private static final class Values {
    Long own;
    Long peer;
    long changed;
  }

  private final long graceMillis;
  private final Map<String, Values> keys = new HashMap<>();

  /**
   * @param graceMillis for how long a key must be quiet before its values are compared
   */
  KeyedContents(long graceMillis) {
    this.graceMillis = graceMillis;
  }

  /**
   * Takes a record.
   *
   * @param hash of its value; null for a removal
   */
  synchronized void put(Side side, String key, Long hash, long nowMillis) {
    Values values = keys.computeIfAbsent(key, name -> new Values());
    Long before = side == Side.OWN ? values.own : values.peer;
    if (Objects.equals(before, hash)) {
      return;
    }
    if (side == Side.OWN) {
      values.own = hash;
    } else {
      values.peer = hash;
    }
    values.changed = nowMillis;
  }

  /** Keys whose values differ, in order. */
  synchronized List<String> differing(long nowMillis) {
    return keys.entrySet().stream()
        .filter(entry -> nowMillis - entry.getValue().changed >= graceMillis)
        .filter(entry -> !Objects.equals(entry.getValue().own, entry.getValue().peer))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Keys that have a value here. */
  synchronized long size() {
    return keys.values().stream().filter(values -> values.own != null).count();
  }
}
