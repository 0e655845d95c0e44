package io.logstream.collector.receive;

import io.logstream.collector.outlet.Gate;

/**
 * What a connection holds of a message that has not come whole. Beyond a small part that every
 * connection may have, it is counted with all others, so that thousands of half messages cannot
 * take more memory than the gate gives.
 */
public final class PartialBytes {

  private static final int FREE = 4096;

  private final Gate gate;
  private long held;

  /** Of one connection. */
  public PartialBytes(Gate gate) {
    this.gate = gate;
  }

  /** Says how much it holds now; false if there is no room for that: the connection has to go. */
  public boolean hold(long bytes) {
    long counted = Math.max(0, bytes - FREE);
    long more = counted - held;
    if (more > 0 && !gate.tryTake(more)) {
      return false;
    }
    if (more < 0) {
      gate.give(-more);
    }
    held = counted;
    return true;
  }

  /** The connection is gone. */
  public void release() {
    if (held > 0) {
      gate.give(held);
      held = 0;
    }
  }
}
