package io.logstream.console.metrics;

import io.logstream.functions.event.LiveRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The rows of the last minutes as they stand now, each with the version at which it last changed.
 * Whoever has seen everything up to a version asks for what changed since, and gets each row once,
 * in its newest state: what was missed in between is never queued for anybody.
 *
 * <p>Thread-safe.
 */
final class LiveBoard {

  private final long keptSeconds;
  private final Map<Key, Cell> cells = new HashMap<>();
  private final TreeMap<Long, Key> byVersion = new TreeMap<>();
  private final TreeMap<Long, List<Key>> bySecond = new TreeMap<>();
  private long version;

  private record Key(String metric, String of, long second) {}

  private record Cell(OptionalLong value, long version) {}

  /** The rows that changed after a version, and the version that one has with them. */
  record Changes(long version, List<LiveRow> rows) {}

  /**
   * @param keptSeconds how long rows are kept, by the newest second seen
   */
  LiveBoard(long keptSeconds) {
    this.keptSeconds = keptSeconds;
  }

  /** Takes a row in place of the one before it. */
  synchronized void put(LiveRow row) {
    if (!bySecond.isEmpty() && row.second() <= bySecond.lastKey() - keptSeconds) {
      return;
    }
    Key key = new Key(row.metric(), row.of(), row.second());
    Cell before = cells.get(key);
    if (before != null && before.value().equals(row.value())) {
      return;
    }
    if (before != null) {
      byVersion.remove(before.version());
    } else {
      bySecond.computeIfAbsent(key.second(), second -> new ArrayList<>()).add(key);
    }
    version++;
    cells.put(key, new Cell(row.value(), version));
    byVersion.put(version, key);
    expire();
  }

  private void expire() {
    while (bySecond.firstKey() <= bySecond.lastKey() - keptSeconds) {
      for (Key key : bySecond.pollFirstEntry().getValue()) {
        byVersion.remove(cells.remove(key).version());
      }
    }
  }

  /** The version of the newest change. */
  synchronized long version() {
    return version;
  }

  /** What changed after a version; after 0, everything. Oldest change first. */
  synchronized Changes since(long seen) {
    List<LiveRow> rows = new ArrayList<>();
    for (Key key : byVersion.tailMap(seen, false).values()) {
      rows.add(new LiveRow(key.metric(), key.of(), key.second(), cells.get(key).value()));
    }
    return new Changes(version, rows);
  }

  /** How many rows are kept. */
  synchronized int size() {
    return cells.size();
  }
}
