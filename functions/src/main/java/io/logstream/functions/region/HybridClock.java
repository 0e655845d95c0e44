package io.logstream.functions.region;

import java.util.function.LongSupplier;

/**
 * A hybrid logical clock (Kulkarni, Demirbas, Madappa, Avva, Leone: Logical Physical Clocks and
 * Consistent Snapshots in Globally Distributed Databases, 2014): its stamps are near the time of
 * day, and each is after all that this region has given or heard of before, however wrong the clock
 * of the machine is. Safe for use by several threads.
 */
public final class HybridClock {

  private final String region;
  private final LongSupplier physical;
  private Stamp last;

  /**
   * A clock.
   *
   * @param physical the machine's time in milliseconds since the epoch, which may jump
   */
  public HybridClock(String region, LongSupplier physical) {
    this.region = region;
    this.physical = physical;
    last = new Stamp(0, 0, region);
  }

  /** The stamp of a write of this region, after every stamp given or heard of. */
  public synchronized Stamp next() {
    last = after(last, physical.getAsLong(), region);
    return last;
  }

  /** Takes notice of a stamp of another region. */
  public synchronized void heard(Stamp other) {
    if (other.isAfter(last)) {
      last = other;
    }
  }

  /**
   * The stamp of a write that follows another.
   *
   * @param before what the writer had seen
   * @param physical the writer's time in milliseconds
   * @param region the writer's
   */
  public static Stamp after(Stamp before, long physical, String region) {
    if (physical > before.millis()) {
      return new Stamp(physical, 0, region);
    }
    return before.counter() == Integer.MAX_VALUE
        ? new Stamp(before.millis() + 1, 0, region)
        : new Stamp(before.millis(), before.counter() + 1, region);
  }
}
