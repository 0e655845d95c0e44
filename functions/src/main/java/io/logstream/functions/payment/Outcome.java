package io.logstream.functions.payment;

/** What became of a payment. Every one but {@link #SETTLED} is a refusal, none is an error. */
public enum Outcome {
  /** The balance has changed, the ledger has the entries. */
  SETTLED("settled"),
  /** Another attempt at a payment that was settled or refused before. */
  DUPLICATE("another attempt at a payment that has its outcome"),
  /** Its idempotency key belongs to a different payment. */
  KEY_REUSED("the idempotency key belongs to a different payment"),
  AMOUNT_NOT_POSITIVE("the amount is not above zero"),
  AMOUNT_TOO_LARGE("the amount is above the limit of one payment"),
  CURRENCY_UNKNOWN("the currency is none of ISO 4217"),
  PAYEE_MISSING("a charge without a payee"),
  /**
   * Asked for longer ago than idempotency keys are surely remembered: it could be a duplicate that
   * nobody can tell.
   */
  TOO_LATE("asked for longer ago than payments may be retried"),
  FROM_THE_FUTURE("asked for later than it was received"),
  /** Asked for before the user was erased. */
  USER_ERASED("asked for before the user was erased"),
  INSUFFICIENT_FUNDS("the balance would fall below what may be owed"),
  BALANCE_TOO_LARGE("the balance would rise above what can be counted");

  private final String meaning;

  Outcome(String meaning) {
    this.meaning = meaning;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }
}
