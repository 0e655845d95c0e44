package io.logstream.local.chaos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * What became of numbered lines: which were acknowledged, which came out as events, when. Safe for
 * use by several threads.
 */
final class Ledger {

  private final BitSet acknowledged = new BitSet();
  private final BitSet seen = new BitSet();
  private final List<Long> delays = new ArrayList<>();
  private long again;
  private long lastSeen;
  private long silence;

  /** What is known at the end. */
  record Account(
      long acknowledged,
      long seen,
      long lost,
      long again,
      long silenceMs,
      long p50Ms,
      long p99Ms) {}

  synchronized void acknowledged(int first, int count) {
    acknowledged.set(first, first + count);
  }

  /**
   * An event came out.
   *
   * @param sentMs when its line was first sent, milliseconds since the epoch
   * @param nowMs the present
   */
  synchronized void seen(int number, long sentMs, long nowMs) {
    if (seen.get(number)) {
      again++;
      return;
    }
    seen.set(number);
    delays.add(nowMs - sentMs);
    if (lastSeen > 0) {
      silence = Math.max(silence, nowMs - lastSeen);
    }
    lastSeen = nowMs;
  }

  synchronized boolean isComplete() {
    return missing().isEmpty();
  }

  private BitSet missing() {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(seen);
    return missing;
  }

  synchronized Account account() {
    List<Long> sorted = new ArrayList<>(delays);
    Collections.sort(sorted);
    return new Account(
        acknowledged.cardinality(),
        seen.cardinality(),
        missing().cardinality(),
        again,
        silence,
        quantile(sorted, 0.5),
        quantile(sorted, 0.99));
  }

  private static long quantile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }
}
