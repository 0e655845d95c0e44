package io.logstream.functions.region;

/**
 * A version of a record: what was written, and when and where. Of two versions the later stamp's
 * holds, so that all who have seen the same versions hold the same one, in whatever order and
 * however often they came: {@link #merge} is commutative, associative and idempotent.
 */
public record Versioned<V>(Stamp stamp, V value) {

  /** Of this and the other, the one that holds. */
  public Versioned<V> merge(Versioned<V> other) {
    return other.stamp.isAfter(stamp) ? other : this;
  }
}
