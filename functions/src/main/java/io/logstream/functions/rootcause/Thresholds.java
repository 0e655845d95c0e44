package io.logstream.functions.rootcause;

import java.time.Duration;

/**
 * What a departure is, and how signals weigh against each other.
 *
 * @param nats the least log-likelihood ratio of a change of rate
 * @param effect the least change of a rate, 0 to 1
 * @param deviations how many robust standard deviations of the logarithm a slow time lies above the
 *     median
 * @param slower by how many milliseconds at least
 * @param gaugeDeviations how many robust standard deviations of the logarithm a gauge may move
 * @param newWay the weight of requests that go a new way without an error, against a way that is no
 *     longer gone
 * @param knownWay the weight of a request that went its whole way before, if more rarely
 * @param knownFailure the least weight of a request that failed in a way known of the baseline
 * @param fromStart the weight of what was so from the window's first request on
 * @param waiting the weight of a nat of waiting
 * @param own the weight of a nat of an operation's own time
 * @param gauge the weight of a robust standard deviation of a gauge
 * @param incident the least weighted nats of the likeliest cause
 * @param bucket the resolution of onsets
 * @param window how far back is looked
 */
public record Thresholds(
    double nats,
    double effect,
    double deviations,
    double slower,
    double gaugeDeviations,
    double newWay,
    double knownWay,
    double knownFailure,
    double fromStart,
    double waiting,
    double own,
    double gauge,
    double incident,
    Duration bucket,
    Duration window) {

  /** The values in use; {@code docs/root-cause.md} has what each is worth. */
  public static final Thresholds DEFAULT =
      new Thresholds(
          4,
          0.2,
          4,
          2,
          5,
          0.2,
          0.3,
          0.1,
          0.7,
          0.5,
          0.1,
          20,
          2.5,
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));
}
