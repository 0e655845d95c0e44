package io.logstream.functions.payment;

import io.logstream.functions.event.Payment;

/**
 * A payment that was not settled: the record of topic {@code payments.refused}, key: the payment's
 * settlement id. Its JSON is {@link RefusalJson}'s, its schema {@code schema/refusal.v1.json}.
 *
 * @param id what the settlement's id is or would be
 * @param reason why; never {@link Outcome#SETTLED}
 * @param payment what was asked for
 */
public record Refusal(String id, Outcome reason, Payment payment) {}
