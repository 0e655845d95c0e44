package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.payment.Rules;
import java.time.Duration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

class PaymentJobOptionsTest {

  @Test
  void defaults() {
    assertThat(PaymentJobOptions.of())
        .isEqualTo(
            new PaymentJobOptions(
                "127.0.0.1:9092",
                "logstream-payment",
                "logstream-payment",
                DeliveryGuarantee.EXACTLY_ONCE,
                "jdbc:postgresql://127.0.0.1:5432/ledger?user=logstream",
                new Rules(0, 100_000_000, 200, Duration.ofDays(1))));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            PaymentJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--guarantee", "at-least-once",
                "--ledger", "jdbc:sqlite:/tmp/l",
                "--overdraft", "1",
                "--largest-amount", "2",
                "--fee", "3",
                "--retry-horizon", "4s"))
        .isEqualTo(
            new PaymentJobOptions(
                "k:1",
                "g",
                "t",
                DeliveryGuarantee.AT_LEAST_ONCE,
                "jdbc:sqlite:/tmp/l",
                new Rules(1, 2, 3, Duration.ofSeconds(4))));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(PaymentJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
