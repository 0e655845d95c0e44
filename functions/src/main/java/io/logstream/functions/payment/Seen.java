package io.logstream.functions.payment;

import io.logstream.functions.event.Payment;

/**
 * What is remembered of a payment under its idempotency key.
 *
 * @param fingerprint {@link Payment#fingerprint()}
 * @param isSettled whether it was settled; refused else
 */
public record Seen(long fingerprint, boolean isSettled) {}
