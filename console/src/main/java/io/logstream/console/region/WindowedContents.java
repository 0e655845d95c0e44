package io.logstream.console.region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a topic and its mirror hold, by windows of the records' own time. The contents of a side's
 * window are a count and the sum of its records' hashes, which is the same in whatever order they
 * come and however often one of them does; where the sums of the two sides differ, the records that
 * one side lacks are known by their places.
 *
 * <p>A window is judged once its origin was quiet for the grace, until then the mirror is on its
 * way, and where the mirror lacks nothing once both were. Safe for use by several threads.
 */
final class WindowedContents {

  /** Whose record it is. */
  enum Side {
    ORIGIN,
    MIRROR
  }

  /** Where a record stands in its side's topic. */
  record Place(int partition, long offset) {}

  /**
   * A window of which the sides differ.
   *
   * @param start in milliseconds since the epoch
   * @param missing records that the mirror lacks, by their places in the origin
   * @param extra records that the origin lacks, by their places in the mirror
   */
  record Difference(long start, long origin, long mirror, List<Place> missing, List<Place> extra) {}

  /** How the windows stand. */
  record Judgement(int judged, int divergent, long missing, long extra) {}

  private record Entry(Place place, long seenMillis) {}

  private static final class Contents {
    final Map<Long, Entry> alone = new HashMap<>();
    long count;
    long sum;
  }

  private static final class Window {
    final Contents origin = new Contents();
    final Contents mirror = new Contents();
    final Set<Long> both = new HashSet<>();
    long originChanged;
    long changed;

    Contents of(Side side) {
      return side == Side.ORIGIN ? origin : mirror;
    }

    boolean isEqual() {
      return origin.count == mirror.count && origin.sum == mirror.sum;
    }

    long size() {
      return both.size() + origin.alone.size() + mirror.alone.size();
    }
  }

  private final long windowMillis;
  private final long graceMillis;
  private final long most;
  private final TreeMap<Long, Window> windows = new TreeMap<>();
  private long records;
  private long behind;
  private long again;

  /**
   * Nothing yet.
   *
   * @param graceMillis for how long a side must be quiet
   * @param most records that are remembered; beyond, windows that are equal are forgotten, those
   *     first that have not changed for longest
   */
  WindowedContents(long windowMillis, long graceMillis, long most) {
    this.windowMillis = windowMillis;
    this.graceMillis = graceMillis;
    this.most = most;
  }

  /**
   * Takes a record.
   *
   * @param time the record's
   * @param hash of its key and value
   * @return if it is now on both sides: how long the mirror had it later than the origin
   */
  synchronized OptionalLong add(Side side, long time, long hash, Place place, long nowMillis) {
    long start = Math.floorDiv(time, windowMillis) * windowMillis;
    Window window = windows.computeIfAbsent(start, key -> new Window());
    Contents own = window.of(side);
    Contents other = window.of(side == Side.ORIGIN ? Side.MIRROR : Side.ORIGIN);
    boolean isHere = own.alone.containsKey(hash);
    boolean isThere = other.alone.containsKey(hash);
    if (isHere || window.both.contains(hash)) {
      again++;
      return OptionalLong.empty();
    }
    own.count++;
    own.sum += hash;
    window.changed = nowMillis;
    if (side == Side.ORIGIN) {
      window.originChanged = nowMillis;
    }
    behind += change(side, isThere);
    if (!isThere) {
      own.alone.put(hash, new Entry(place, nowMillis));
      records++;
      forget();
      return OptionalLong.empty();
    }
    Entry counterpart = other.alone.remove(hash);
    window.both.add(hash);
    return OptionalLong.of(side == Side.MIRROR ? nowMillis - counterpart.seenMillis() : 0);
  }

  /** In the number of records that the mirror lacks. */
  private static int change(Side side, boolean isThere) {
    if (side == Side.ORIGIN) {
      return isThere ? 0 : 1;
    }
    return isThere ? -1 : 0;
  }

  private void forget() {
    if (records <= most) {
      return;
    }
    List<Map.Entry<Long, Window>> equal =
        new ArrayList<>(
            windows.entrySet().stream().filter(entry -> entry.getValue().isEqual()).toList());
    equal.sort(Comparator.comparingLong(entry -> entry.getValue().changed));
    for (Map.Entry<Long, Window> oldest : equal) {
      if (records <= most - most / 10) {
        return;
      }
      windows.remove(oldest.getKey());
      records -= oldest.getValue().size();
    }
  }

  /** How all windows stand that can be judged. */
  synchronized Judgement judge(long nowMillis) {
    int judged = 0;
    int divergent = 0;
    long missing = 0;
    long extra = 0;
    for (Window window : windows.values()) {
      if (isQuiet(window, nowMillis)) {
        judged++;
        if (!window.isEqual()) {
          divergent++;
          missing += window.origin.alone.size();
          extra += window.mirror.alone.size();
        }
      }
    }
    return new Judgement(judged, divergent, missing, extra);
  }

  /**
   * The windows that differ, the newest first.
   *
   * @param mostWindows no more than these
   * @param mostPlaces no more records of a side and window than these
   */
  synchronized List<Difference> differences(long nowMillis, int mostWindows, int mostPlaces) {
    List<Difference> differences = new ArrayList<>();
    for (Map.Entry<Long, Window> entry : windows.descendingMap().entrySet()) {
      Window window = entry.getValue();
      if (differences.size() < mostWindows && isQuiet(window, nowMillis) && !window.isEqual()) {
        differences.add(
            new Difference(
                entry.getKey(),
                window.origin.count,
                window.mirror.count,
                places(window.origin, mostPlaces),
                places(window.mirror, mostPlaces)));
      }
    }
    return differences;
  }

  private static List<Place> places(Contents contents, int most) {
    return contents.alone.values().stream()
        .map(Entry::place)
        .sorted(Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset))
        .limit(most)
        .toList();
  }

  private boolean isQuiet(Window window, long nowMillis) {
    long quietSince = window.origin.alone.isEmpty() ? window.changed : window.originChanged;
    return nowMillis - quietSince >= graceMillis;
  }

  /** Records of the origin that the mirror has not got yet, judged or not. */
  synchronized long behind() {
    return behind;
  }

  /** Records that came more than once on a side. */
  synchronized long again() {
    return again;
  }
}
