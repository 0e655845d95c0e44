package io.logstream.collector.outlet;

/**
 * Memory that one request takes while it is unpacked and cut into lines, out of the gate's: a small
 * body may become much more than it was. Given back when it is closed; the lines that came of it
 * have been taken in by then.
 */
public final class Reservation implements AutoCloseable {

  /** Taken at once, so that not every line asks the gate. */
  private static final long STEP = 64 << 10;

  private final Gate gate;
  private long reserved;
  private long used;

  /** Nothing yet. */
  public Reservation(Gate gate) {
    this.gate = gate;
  }

  /** Takes more; false if there is no room for it now. */
  public boolean take(long bytes) {
    used += bytes;
    if (used > reserved) {
      long needed = used - reserved;
      if (needed < STEP && gate.tryTake(STEP)) {
        reserved += STEP;
      } else if (gate.tryTake(needed)) {
        reserved += needed;
      } else {
        return false;
      }
    }
    return true;
  }

  /** Whether what was asked for is more than there ever is. */
  public boolean isBeyondLimit() {
    return used > gate.limit();
  }

  /** The most that there is. */
  public long limit() {
    return gate.limit();
  }

  @Override
  public void close() {
    gate.give(reserved);
    reserved = 0;
    used = 0;
  }
}
