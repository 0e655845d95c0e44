package io.logstream.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady rate: each thing is due by the schedule, not by the one before, so a pause is caught up.
 */
public final class Schedule {

  private final long start = System.nanoTime();
  private final long perSecond;

  /** So many a second, from now on. */
  public Schedule(long perSecond) {
    this.perSecond = perSecond;
  }

  /** Waits until a thing is due. Returns when that was, as {@link System#nanoTime} tells it. */
  public long await(long number) {
    long due = start + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return due;
  }
}
