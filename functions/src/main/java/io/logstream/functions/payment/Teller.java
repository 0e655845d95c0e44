package io.logstream.functions.payment;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.Payment.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides payments. A decision is a function of the payment, the user's state, what is remembered
 * under the idempotency key, and the time of the user's last erasure: whoever decides the same
 * payments of a user in the same order, in a Flink job or in a plain consumer, decides the same.
 *
 * <p>What needs no state is checked first, then whether the payment was decided before, then the
 * balance. Not safe for use by two threads.
 */
public final class Teller {

  /** How far a client's clock may be ahead. */
  private static final long CLOCK_SKEW_NANOS = 300_000_000_000L;

  /** 120 bits: two of a billion billion payments share an id with a chance of one half. */
  private static final int ID_BYTES = 15;

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private final Rules rules;
  private final long horizonNanos;
  private final MessageDigest sha256;

  public Teller(Rules rules) {
    this.rules = rules;
    this.horizonNanos = rules.retryHorizon().toNanos();
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Decides one payment.
   *
   * @param before the user's state
   * @param seen what is remembered under the user's idempotency key
   * @param erasedAt when the user was last erased, nanoseconds since the epoch; {@link
   *     Long#MIN_VALUE} if never
   */
  public Decision decide(Payment payment, UserState before, Optional<Seen> seen, long erasedAt) {
    if (payment.at() <= erasedAt) {
      // Not even a count: it would bring back what was erased.
      return new Decision.Refused(refusal(payment, Outcome.USER_ERASED), before, Optional.empty());
    }
    Outcome unfounded = withoutState(payment);
    if (unfounded != Outcome.SETTLED) {
      return refuse(payment, unfounded, before, Optional.empty());
    }
    if (seen.isPresent()) {
      boolean isSame = seen.get().fingerprint() == payment.fingerprint();
      return refuse(
          payment, isSame ? Outcome.DUPLICATE : Outcome.KEY_REUSED, before, Optional.empty());
    }
    long balance = before.balance(payment.currency());
    boolean isCharge = payment.kind() == Kind.CHARGE;
    if (isCharge && balance - payment.amount() < -rules.overdraft()) {
      return remember(payment, Outcome.INSUFFICIENT_FUNDS, before);
    }
    if (!isCharge && balance > Long.MAX_VALUE - payment.amount()) {
      return remember(payment, Outcome.BALANCE_TOO_LARGE, before);
    }
    return settle(
        payment, before, isCharge ? balance - payment.amount() : balance + payment.amount());
  }

  private Outcome withoutState(Payment payment) {
    if (payment.amount() <= 0) {
      return Outcome.AMOUNT_NOT_POSITIVE;
    }
    if (payment.amount() > rules.largestAmount()) {
      return Outcome.AMOUNT_TOO_LARGE;
    }
    if (!CURRENCIES.contains(payment.currency())) {
      return Outcome.CURRENCY_UNKNOWN;
    }
    if (payment.kind() == Kind.CHARGE && payment.payee().isEmpty()) {
      return Outcome.PAYEE_MISSING;
    }
    if (payment.at() < payment.received() - horizonNanos) {
      return Outcome.TOO_LATE;
    }
    return payment.at() > payment.received() + CLOCK_SKEW_NANOS
        ? Outcome.FROM_THE_FUTURE
        : Outcome.SETTLED;
  }

  private Decision settle(Payment payment, UserState before, long balance) {
    boolean isCharge = payment.kind() == Kind.CHARGE;
    String account =
        before.account().isEmpty() ? id("account", payment.user(), payment.id()) : before.account();
    Settlement settlement =
        new Settlement(
            id("payment", payment.user(), payment.key()),
            payment.id(),
            payment.kind(),
            payment.user(),
            account,
            payment.ride(),
            isCharge ? payment.payee() : "",
            payment.amount(),
            isCharge ? rules.fee(payment.amount()) : 0,
            payment.currency(),
            balance,
            payment.at(),
            payment.received());
    return new Decision.Settled(
        settlement,
        before.afterSettlement(account, payment.currency(), balance, payment.at()),
        new Seen(payment.fingerprint(), true));
  }

  /** A refusal that rests on the balance: a retry must not find another one. */
  private Decision remember(Payment payment, Outcome reason, UserState before) {
    return refuse(payment, reason, before, Optional.of(new Seen(payment.fingerprint(), false)));
  }

  private Decision refuse(
      Payment payment, Outcome reason, UserState before, Optional<Seen> remembered) {
    return new Decision.Refused(
        refusal(payment, reason),
        before.afterRefusal(Math.min(payment.at(), payment.received())),
        remembered);
  }

  private Refusal refusal(Payment payment, Outcome reason) {
    return new Refusal(id("payment", payment.user(), payment.key()), reason, payment);
  }

  private String id(String what, String user, String key) {
    sha256.update(what.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    sha256.update(user.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    byte[] hash = sha256.digest(key.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
  }
}
