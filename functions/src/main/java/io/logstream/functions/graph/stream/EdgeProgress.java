package io.logstream.functions.graph.stream;

import io.logstream.functions.event.Dependency;

/**
 * What is kept of an edge beside its panes.
 *
 * @param rate calls a second at {@code rateAt}, as {@link Dependency#rate}
 * @param rateAt milliseconds since the epoch
 * @param published which windows have a record in the topic, by bit
 * @param isSilent whether it was said to have vanished
 * @param isDegraded whether it was said to be degraded
 */
public record EdgeProgress(
    double rate, long rateAt, int published, boolean isSilent, boolean isDegraded) {

  private static final double DECAY = Math.log(2) / Dependency.HALF_LIFE_SECONDS;
  private static final double MILLIS_PER_SECOND = 1e3;

  static EdgeProgress begin(long at) {
    return new EdgeProgress(0, at, 0, false, false);
  }

  /** With so many calls more at a time; the order of calls makes no difference. */
  EdgeProgress called(long at, int calls) {
    long newest = Math.max(at, rateAt);
    double more = calls * DECAY * faded(newest - at);
    return new EdgeProgress(
        Math.max(0, rateAt(newest) + more), newest, published, isSilent, isDegraded);
  }

  /** The rate at a time not before {@link #rateAt}. */
  double rateAt(long at) {
    return rate * faded(at - rateAt);
  }

  private static double faded(long millis) {
    return Math.exp(-DECAY * millis / MILLIS_PER_SECOND);
  }

  EdgeProgress withPublished(int windows) {
    return new EdgeProgress(rate, rateAt, windows, isSilent, isDegraded);
  }

  EdgeProgress withSilent(boolean silent) {
    return new EdgeProgress(rate, rateAt, published, silent, isDegraded);
  }

  EdgeProgress withDegraded(boolean degraded) {
    return new EdgeProgress(rate, rateAt, published, isSilent, degraded);
  }
}
