package io.logstream.functions.impact;

import java.util.Optional;

/**
 * What the one who plans a change tells of it.
 *
 * @param testsPassed whether its tests did; empty where not told
 * @param canaryShare share of the requests that meet it first, 0 to 1; empty where it goes to all
 *     at once or that is not told
 * @param isReversible whether it can be taken back at once; empty where not told
 */
public record Signals(
    Optional<Boolean> testsPassed, Optional<Double> canaryShare, Optional<Boolean> isReversible) {

  /** Nothing is told. */
  public static final Signals NONE =
      new Signals(Optional.empty(), Optional.empty(), Optional.empty());
}
