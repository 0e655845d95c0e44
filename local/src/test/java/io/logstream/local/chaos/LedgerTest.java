package io.logstream.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger = new Ledger();

  @Test
  void whatWasAcknowledgedAndNeverSeenIsLost() {
    ledger.acknowledged(0, 10);
    for (int number = 0; number < 10; number++) {
      if (number != 4) {
        ledger.seen(number, 1_000, 1_100);
      }
    }

    assertThat(ledger.isComplete()).isFalse();
    assertThat(ledger.account().lost()).isEqualTo(1);
    assertThat(ledger.account().seen()).isEqualTo(9);
  }

  @Test
  void whatWasSeenWithoutAnAcknowledgementIsNotLost() {
    ledger.seen(0, 1_000, 1_050);

    assertThat(ledger.isComplete()).isTrue();
    assertThat(ledger.account().lost()).isZero();
  }

  @Test
  void aSecondSightIsCountedAndIsNoDelay() {
    ledger.acknowledged(0, 1);
    ledger.seen(0, 1_000, 1_050);
    ledger.seen(0, 1_000, 9_000);

    assertThat(ledger.account().again()).isEqualTo(1);
    assertThat(ledger.account().p99Ms()).isEqualTo(50);
  }

  @Test
  void silenceIsTheLongestTimeBetweenTwoEvents() {
    ledger.seen(0, 0, 100);
    ledger.seen(1, 0, 150);
    ledger.seen(2, 0, 2_150);
    ledger.seen(3, 0, 2_200);

    assertThat(ledger.account().silenceMs()).isEqualTo(2_000);
  }
}
