package io.logstream.cep.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/**
 * The partial matches of one key while its events are due: each pattern's are read when an event
 * first concerns them, and written back when all events have been seen.
 */
final class SubjectMatches {

  private final MapState<String, byte[]> stored;
  private final ValueState<UnderWay> underWay;
  private final PartialMatches.Format format;
  private final UnderWay before;
  private final TreeMap<String, Long> ends;
  private final Map<String, PartialMatches> opened = new LinkedHashMap<>();

  SubjectMatches(
      MapState<String, byte[]> stored,
      ValueState<UnderWay> underWay,
      PartialMatches.Format format,
      UnderWay before) {
    this.stored = stored;
    this.underWay = underWay;
    this.format = format;
    this.before = before;
    this.ends = before.byPattern();
  }

  /** Whether a pattern has begun to match. */
  boolean isUnderWay(String identity) {
    PartialMatches open = opened.get(identity);
    return open == null ? ends.containsKey(identity) : !open.isIdle();
  }

  /** Those of which a partial match may run out by a time. */
  List<String> ending(long time) {
    return ends.entrySet().stream()
        .filter(entry -> entry.getValue() <= time)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A pattern's, which begin here if it has none. */
  PartialMatches open(String identity, Automaton automaton) throws Exception {
    PartialMatches open = opened.get(identity);
    if (open == null) {
      Long end = ends.get(identity);
      open = end == null ? automaton.start() : format.read(stored.get(identity), end);
      opened.put(identity, open);
    }
    return open;
  }

  /** The patterns that were opened, with their partial matches. */
  Map<String, PartialMatches> opened() {
    return opened;
  }

  /** Forgets what a pattern has begun to match. */
  void forget(String identity) throws Exception {
    opened.remove(identity);
    if (ends.remove(identity) != null) {
      stored.remove(identity);
    }
  }

  /** Writes back what was opened. */
  void store() throws Exception {
    for (Map.Entry<String, PartialMatches> entry : List.copyOf(opened.entrySet())) {
      PartialMatches matches = entry.getValue();
      if (matches.isIdle()) {
        forget(entry.getKey());
      } else {
        stored.put(entry.getKey(), format.write(matches));
        ends.put(entry.getKey(), matches.end);
      }
    }
  }

  /** When the first may run out; the greatest long if none is under way. */
  long firstEnd() {
    return ends.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  /** Keeps which are under way, and the timer that is set for the first to run out. */
  void keep(long timer) throws Exception {
    if (ends.isEmpty()) {
      underWay.clear();
    } else if (timer != before.timer || !ends.equals(before.byPattern())) {
      underWay.update(UnderWay.of(ends, timer));
    }
  }
}
