package io.logstream.functions.payment;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.UserErasure;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does what an event asks for: decides a payment, follows a ride, forgets a user. The job and the
 * plain consumer both are this class around a {@link UserStore} each, and so come to the same
 * results. Not safe for use by two threads.
 */
public final class BackOffice {

  private final Teller teller;
  private final Results results = new Results();
  private final Consumer<RoutedRecord> out;
  private final Consumer<LedgerEntry> ledger;

  /**
   * @param out takes records of {@code payments.settled} and {@code payments.refused}, and of
   *     {@code user-state} those that remove a user; the others are the store's
   * @param ledger takes what is to be booked
   */
  public BackOffice(Rules rules, Consumer<RoutedRecord> out, Consumer<LedgerEntry> ledger) {
    this.teller = new Teller(rules);
    this.out = out;
    this.ledger = ledger;
  }

  /** Decides a payment. */
  public Outcome pay(Payment payment, UserStore store) throws Exception {
    UserState before = state(payment.user(), store);
    Decision decision = teller.decide(payment, before, store.seen(payment.key()), store.erasedAt());
    Optional<Seen> seen = decision.seen();
    if (seen.isPresent()) {
      store.remember(payment.key(), seen.get());
    }
    out.accept(results.of(decision));
    keep(before, decision.state(), store);
    if (decision instanceof Decision.Settled settled) {
      settled.settlement().entries().forEach(ledger);
      return Outcome.SETTLED;
    }
    return ((Decision.Refused) decision).refusal().reason();
  }

  /** Follows a ride, unless it belongs to what was erased. */
  public void follow(RideEvent ride, UserStore store) throws Exception {
    if (ride.at() > store.erasedAt()) {
      UserState before = state(ride.user(), store);
      keep(before, before.after(ride), store);
    }
  }

  /** Forgets a user. */
  public void erase(UserErasure erasure, UserStore store) throws Exception {
    store.erase(Math.max(store.erasedAt(), erasure.at()));
    out.accept(results.of(erasure));
  }

  private static UserState state(String user, UserStore store) throws Exception {
    Optional<UserState> known = store.state();
    return known.isPresent() ? known.get() : UserState.of(user);
  }

  private static void keep(UserState before, UserState after, UserStore store) throws Exception {
    if (!after.equals(before)) {
      store.keep(after);
    }
  }
}
