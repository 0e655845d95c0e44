package io.logstream.functions.payment;

import java.util.Optional;

/** What became of one payment, and the user's state after it. */
public sealed interface Decision {

  /** The user's state after it. */
  UserState state();

  /**
   * What to remember under the idempotency key; empty where what is remembered of it stays, or
   * where the payment would be refused again anyway.
   */
  Optional<Seen> seen();

  /** The money moved. */
  record Settled(Settlement settlement, UserState state, Seen remembered) implements Decision {
    @Override
    public Optional<Seen> seen() {
      return Optional.of(remembered);
    }
  }

  /** Nothing moved. */
  record Refused(Refusal refusal, UserState state, Optional<Seen> seen) implements Decision {}
}
