package io.logstream.functions.region;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A keyed topic that every region writes, on its way to hold the same last record of each key in
 * all of them.
 *
 * <pre>
 * who writes ─▶ own topic ◀── due ── [ last of each key ] ◀── mirrors of the other regions' topics
 *                  └─────────────────────▲
 * </pre>
 *
 * <p>Who reads the topic need not know of regions. Who writes it need not know either: a record
 * without a stamp gets one, from its time and from its place behind the records of the same key,
 * and is appended once more with it, which is what other regions take. A record that another region
 * wrote and that holds here is appended with the stamp it came with; so it never gains on itself,
 * and the way between the regions ends.
 *
 * <p>Plain state, of one thread: who reads and appends is {@code RegionAgent}'s.
 */
public final class MergedTopic {

  /** A record to append to the own topic; no value is a removal. */
  public record Append(String key, Optional<byte[]> value, Stamp stamp) {}

  /** What a mirrored record did. */
  public enum Outcome {
    /** It is later than what was here, and holds. */
    TAKEN,
    /** What was here holds, or is the same. */
    KEPT,
    /** Its region has not stamped it yet: it comes again with a stamp. */
    UNSTAMPED
  }

  private static final class Key {
    /** The last of the own topic alone: what its writers may have seen. */
    Versioned<Optional<byte[]>> own;

    /** The last of all regions. */
    Versioned<Optional<byte[]>> holds;

    /** Whether the own topic's newest record is the one that holds, with its stamp. */
    boolean isLast;
  }

  private final String region;
  private final Map<String, Key> keys = new HashMap<>();
  private final Set<String> due = new LinkedHashSet<>();

  public MergedTopic(String region) {
    this.region = region;
  }

  /**
   * Takes a record of the own topic; in the topic's order.
   *
   * @param stamp empty where its writer knows of no regions
   * @param writtenMillis the record's time
   */
  public void own(String key, Optional<byte[]> value, Optional<Stamp> stamp, long writtenMillis) {
    Key of = keys.computeIfAbsent(key, name -> new Key());
    Stamp before = of.own == null ? new Stamp(0, 0, region) : of.own.stamp();
    Versioned<Optional<byte[]>> version =
        new Versioned<>(
            stamp.orElseGet(() -> HybridClock.after(before, Math.max(0, writtenMillis), region)),
            value);
    of.own = of.own == null ? version : of.own.merge(version);
    of.holds = of.holds == null ? version : of.holds.merge(version);
    of.isLast = stamp.isPresent() && of.holds.stamp().equals(version.stamp());
    note(key, of);
  }

  /** Takes a record of the topic as it was mirrored from another region. */
  public Outcome mirrored(String key, Optional<byte[]> value, Optional<Stamp> stamp) {
    if (stamp.isEmpty()) {
      return Outcome.UNSTAMPED;
    }
    Key of = keys.computeIfAbsent(key, name -> new Key());
    Versioned<Optional<byte[]>> version = new Versioned<>(stamp.get(), value);
    if (of.holds != null && !version.stamp().isAfter(of.holds.stamp())) {
      return Outcome.KEPT;
    }
    of.holds = version;
    of.isLast = false;
    note(key, of);
    return Outcome.TAKEN;
  }

  private void note(String key, Key of) {
    if (of.isLast) {
      due.remove(key);
    } else {
      due.add(key);
    }
  }

  /**
   * What to append so that the own topic's last record of each key is the one that holds. Asked for
   * when the own topic was read to its end; empty afterwards until more is read.
   */
  public List<Append> due() {
    List<Append> appends = new ArrayList<>();
    for (String key : due) {
      Versioned<Optional<byte[]>> holds = keys.get(key).holds;
      appends.add(new Append(key, holds.value(), holds.stamp()));
    }
    due.clear();
    return appends;
  }

  /** Puts back what could not be appended. */
  public void notAppended(Append append) {
    due.add(append.key());
  }

  /** The last of all regions, by key: the same in each once all have heard of all. */
  public Map<String, Versioned<Optional<byte[]>>> holds() {
    Map<String, Versioned<Optional<byte[]>>> holds = new HashMap<>();
    keys.forEach((key, of) -> holds.put(key, of.holds));
    return holds;
  }

  /** Keys of which the own topic has not the last record yet. */
  public int behind() {
    return (int) keys.values().stream().filter(of -> !of.isLast).count();
  }

  /** The latest time of a stamp; 0 without any. Far ahead of the clock, a writer's is wrong. */
  public long latestMillis() {
    return keys.values().stream().mapToLong(of -> of.holds.stamp().millis()).max().orElse(0);
  }
}
