package io.logstream.functions.event;

/**
 * A payment asked for: the record of topic {@code payments}, key: the user. Its JSON is {@link
 * PaymentJson}'s, its schema {@code schema/payment.v1.json}.
 *
 * @param id of the request; each attempt has its own
 * @param key the client's idempotency key: all attempts at one payment share it
 * @param kind which way the money goes
 * @param user whose balance is changed
 * @param ride what is paid for; empty where it is no ride
 * @param payee who is paid; empty for a top-up
 * @param amount in minor units of the currency, such as cents
 * @param currency by ISO 4217
 * @param at when the client first asked, nanoseconds since the epoch; the same for all attempts
 * @param received when this attempt reached Kafka, nanoseconds since the epoch; of the record, not
 *     of its JSON
 */
public record Payment(
    String id,
    String key,
    Kind kind,
    String user,
    String ride,
    String payee,
    long amount,
    String currency,
    long at,
    long received)
    implements UserEvent {

  /** Which way the money goes. */
  public enum Kind {
    /** From the user to the payee, less the platform's fee. */
    CHARGE,
    /** From outside to the user. */
    TOP_UP
  }

  /**
   * Tells two payments apart that came under one idempotency key: equal for attempts at the same
   * payment.
   */
  public long fingerprint() {
    long hash = mix(0xcbf29ce484222325L, kind.ordinal());
    hash = mix(hash, (int) (amount >>> 32));
    hash = mix(hash, (int) amount);
    return text(text(text(hash, currency), payee), ride);
  }

  /** FNV-1a, by 32 bits at a time; the length keeps neighbouring texts apart. */
  private static long text(long before, String text) {
    long hash = mix(before, text.length());
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash, text.charAt(i));
    }
    return hash;
  }

  private static long mix(long hash, int value) {
    return (hash ^ (value & 0xffffffffL)) * 0x100000001b3L;
  }
}
