package io.logstream.functions.payment;

import io.logstream.functions.event.Payment;
import java.util.List;

/**
 * A settled payment: the record of topic {@code payments.settled}, key: the settlement. Its JSON is
 * {@link SettlementJson}'s, its schema {@code schema/settlement.v1.json}.
 *
 * @param id a pure function of user and idempotency key, and the unique key of the ledger
 * @param request id of the attempt that was settled
 * @param kind which way the money went
 * @param user whose balance was changed
 * @param account the user's number in the ledger
 * @param ride what was paid for; empty where it is no ride
 * @param payee who was paid; empty for a top-up
 * @param amount in minor units
 * @param fee the platform's part of the amount, in minor units
 * @param currency by ISO 4217
 * @param balance the user's after it, in minor units
 * @param at when it was asked for, nanoseconds since the epoch
 * @param received when it reached Kafka, nanoseconds since the epoch
 */
public record Settlement(
    String id,
    String request,
    Payment.Kind kind,
    String user,
    String account,
    String ride,
    String payee,
    long amount,
    long fee,
    String currency,
    long balance,
    long at,
    long received) {

  private static final String PLATFORM = "platform:fees";
  private static final String OUTSIDE = "outside:top-ups";
  private static final int MOST_ENTRIES = 3;

  /** How many entries a settlement has at most. */
  public static int mostEntries() {
    return MOST_ENTRIES;
  }

  /** The entries of the ledger, whose amounts sum to zero. */
  public List<LedgerEntry> entries() {
    String own = "user:" + account;
    return switch (kind) {
      case CHARGE ->
          List.of(
              entry(0, own, -amount),
              entry(1, "payee:" + payee, amount - fee),
              entry(2, PLATFORM, fee));
      case TOP_UP -> List.of(entry(0, own, amount), entry(1, OUTSIDE, -amount));
    };
  }

  private LedgerEntry entry(int number, String of, long change) {
    return new LedgerEntry(id, number, of, change, currency, at);
  }
}
