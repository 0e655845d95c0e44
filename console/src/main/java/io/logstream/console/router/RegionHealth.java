package io.logstream.console.router;

/**
 * Whether requests are sent to a region, from probes that succeeded or failed and requests that
 * failed. Slow both ways, so that a region at its limit does not swing: several failures in a row
 * take it out, and only so long without a failure brings it back. Not safe for use by two threads.
 */
final class RegionHealth {

  /**
   * How slow.
   *
   * @param failures in a row that take a region out
   * @param wellMillis for how long it must not fail before it comes back
   */
  record Hysteresis(int failures, long wellMillis) {}

  private final Hysteresis hysteresis;
  private boolean isIn = true;
  private int failures;
  private long wellSince = Long.MAX_VALUE;

  /** A region that is in. */
  RegionHealth(Hysteresis hysteresis) {
    this.hysteresis = hysteresis;
  }

  boolean isIn() {
    return isIn;
  }

  /** Takes notice; true if that took the region out or brought it back. */
  boolean note(boolean succeeded, long nowMillis) {
    boolean before = isIn;
    if (!succeeded) {
      failures++;
      wellSince = Long.MAX_VALUE;
      isIn = isIn && failures < hysteresis.failures();
      return isIn != before;
    }
    failures = 0;
    wellSince = Math.min(wellSince, nowMillis);
    isIn = isIn || nowMillis - wellSince >= hysteresis.wellMillis();
    return isIn != before;
  }
}
