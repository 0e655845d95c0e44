package io.logstream.collector.outlet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bounds the bytes between the network and their safe place. Receivers read while it is open; it
 * closes when the bytes held exceed the limit and opens again at half of it.
 */
public final class Gate {

  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();

  /** An open gate. */
  public Gate(long limitBytes) {
    this.limit = limitBytes;
  }

  /** Takes in bytes, whether open or not: what was read has to go somewhere. */
  public void take(long bytes) {
    if (held.addAndGet(bytes) > limit && open.compareAndSet(true, false)) {
      listeners.forEach(listener -> listener.accept(false));
      settle();
    }
  }

  /** Takes in bytes unless that would exceed the limit. */
  public boolean tryTake(long bytes) {
    if (!open.get() || held.get() + bytes > limit) {
      return false;
    }
    take(bytes);
    return true;
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    if (held.addAndGet(-bytes) <= limit / 2) {
      settle();
    }
  }

  /**
   * Opens if the bytes held say so; also after closing, since the last bytes may have been given
   * back between the two steps of {@link #take}.
   */
  private void settle() {
    if (held.get() <= limit / 2 && open.compareAndSet(false, true)) {
      listeners.forEach(listener -> listener.accept(true));
    }
  }

  /** Whether receivers may read. */
  public boolean isOpen() {
    return open.get();
  }

  /** Bytes held. */
  public long held() {
    return held.get();
  }

  /** The limit. */
  public long limit() {
    return limit;
  }

  /** Tells of each opening (true) and closing (false). */
  public void onChange(Consumer<Boolean> listener) {
    listeners.add(listener);
  }
}
