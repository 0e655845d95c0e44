package io.logstream.functions.payment;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.event.UserErasure;

/** What is written to Kafka of decisions and states. Not safe for use by two threads. */
public final class Results {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SettlementJson settlements = new SettlementJson();
  private final RefusalJson refusals = new RefusalJson();
  private final UserStateJson states = new UserStateJson();

  /** The record of a decision, under the time at which the payment was received. */
  public RoutedRecord of(Decision decision) {
    if (decision instanceof Decision.Settled settled) {
      Settlement settlement = settled.settlement();
      return new RoutedRecord(
          Topics.PAYMENTS_SETTLED,
          settlement.id(),
          settlements.write(settlement),
          settlement.received() / NANOS_PER_MILLI);
    }
    Refusal refusal = ((Decision.Refused) decision).refusal();
    return new RoutedRecord(
        Topics.PAYMENTS_REFUSED,
        refusal.id(),
        refusals.write(refusal),
        refusal.payment().received() / NANOS_PER_MILLI);
  }

  /** The record of a user's state. */
  public RoutedRecord of(UserState state) {
    return new RoutedRecord(
        Topics.USER_STATE, state.user(), states.write(state), state.updated() / NANOS_PER_MILLI);
  }

  /** The record that removes a user's state. */
  public RoutedRecord of(UserErasure erasure) {
    return RoutedRecord.tombstone(
        Topics.USER_STATE, erasure.user(), erasure.at() / NANOS_PER_MILLI);
  }
}
