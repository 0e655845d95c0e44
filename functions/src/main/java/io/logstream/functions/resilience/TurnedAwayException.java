package io.logstream.functions.resilience;

/** A {@link Guard} did not let a call through. */
public final class TurnedAwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** The breaker is open. */
    OPEN,
    /** As many calls are under way as may be. */
    FULL
  }

  private final Reason reason;

  TurnedAwayException(String guard, Reason reason) {
    // Made for each call while a service is away: no stack trace, it would cost more than the call.
    super(
        reason == Reason.OPEN
            ? guard + ": not called, its breaker is open"
            : guard + ": not called, too many calls are under way",
        null,
        false,
        false);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }
}
