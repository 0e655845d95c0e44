package io.logstream.functions.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** What a guard does with calls. The order is that of the figure in the metrics: 0, 1, 2, 3, 4. */
public enum GuardState {
  /** Lets calls through and watches how they end. */
  CLOSED,
  /** Lets a few calls through to see whether the service is back. */
  HALF_OPEN,
  /** Turns calls away: too many had failed or were slow. */
  OPEN,
  /** Lets all calls through whatever happens, since an operator said so. */
  FORCED_CLOSED,
  /** Turns all calls away, since an operator said so. */
  FORCED_OPEN;

  /** The state of a breaker. */
  public static GuardState of(CircuitBreaker.State state) {
    return switch (state) {
      case CLOSED, METRICS_ONLY -> CLOSED;
      case HALF_OPEN -> HALF_OPEN;
      case OPEN -> OPEN;
      case DISABLED -> FORCED_CLOSED;
      case FORCED_OPEN -> FORCED_OPEN;
    };
  }
}
