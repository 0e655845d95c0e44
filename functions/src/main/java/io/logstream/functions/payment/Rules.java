package io.logstream.functions.payment;

import java.io.Serializable;
import java.time.Duration;

/**
 * What payments are judged by.
 *
 * @param overdraft how far below zero a balance may fall, in minor units
 * @param largestAmount of one payment, in minor units
 * @param feePerMille the platform's share of a charge
 * @param retryHorizon how long after the first attempt a client may retry; idempotency keys are
 *     remembered for longer
 */
public record Rules(long overdraft, long largestAmount, int feePerMille, Duration retryHorizon)
    implements Serializable {

  public static final Rules DEFAULT = new Rules(0, 1_000_000_00, 200, Duration.ofDays(1));

  public Rules {
    if (overdraft < 0 || largestAmount <= 0 || feePerMille < 0 || feePerMille > 1000) {
      throw new IllegalArgumentException(
          "payment rules: expected overdraft ≥ 0, largest amount > 0, fee of 0 to 1000 per mille;"
              + " found %d, %d, %d".formatted(overdraft, largestAmount, feePerMille));
    }
    if (retryHorizon.isNegative() || retryHorizon.isZero()) {
      throw new IllegalArgumentException(
          "payment rules: expected a retry horizon above zero, found " + retryHorizon);
    }
  }

  /**
   * How long an idempotency key is remembered. Twice the horizon: time to live runs by the clock of
   * the machine, the horizon by the times of records, and a job that was down for a while reads old
   * records late.
   */
  public Duration keyRetention() {
    return retryHorizon.multipliedBy(2);
  }

  /** The platform's share of a charge, rounded down: what is lost to rounding is the payee's. */
  long fee(long amount) {
    return amount / 1000 * feePerMille + amount % 1000 * feePerMille / 1000;
  }
}
