package io.logstream.functions.rootcause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OnsetTest {

  private static Onset.Counts counts(int... hitsOfTen) {
    Onset.Counts counts = new Onset.Counts(hitsOfTen.length);
    for (int bucket = 0; bucket < hitsOfTen.length; bucket++) {
      for (int i = 0; i < 10; i++) {
        counts.add(bucket, 1, i < hitsOfTen[bucket]);
      }
    }
    return counts;
  }

  @Test
  void findsWhereARateRose() {
    Onset onset = Onset.find(counts(0, 1, 0, 9, 10, 9), 1, 40, true);
    assertThat(onset.bucket()).isEqualTo(3);
    assertThat(onset.before()).isEqualTo(2.5 / 71, within(1e-9));
    assertThat(onset.after()).isEqualTo(28.5 / 31, within(1e-9));
    assertThat(onset.seenBefore()).isEqualTo(30);
    // By hand: k1 ln(p1/p) + (n1-k1) ln((1-p1)/(1-p)) + the same of before, p = 30.5/101.
    double p = 30.5 / 101;
    double byHand =
        28 * Math.log(28 / 30.0 / p)
            + 2 * Math.log(2 / 30.0 / (1 - p))
            + 2 * Math.log(2 / 70.0 / p)
            + 68 * Math.log(68 / 70.0 / (1 - p));
    assertThat(onset.nats()).isEqualTo(byHand, within(1e-6));
  }

  @Test
  void findsWhereARateFell() {
    Onset onset = Onset.find(counts(10, 10, 0, 0), 40, 40, false);
    assertThat(onset.bucket()).isEqualTo(2);
    assertThat(Onset.find(counts(10, 10, 0, 0), 40, 40, true).nats()).isZero();
  }

  @Test
  void seesNoChangeInWhatWasAlwaysSo() {
    assertThat(Onset.find(counts(5, 5, 5, 5), 20, 40, true).nats()).isLessThan(0.1);
    assertThat(Onset.find(counts(10, 10), 40, 40, true).nats()).isZero();
  }

  @Test
  void oneBaselineLessTellsNothing() {
    assertThat(Onset.find(counts(10), 0, 0, true)).isEqualTo(Onset.NONE);
  }
}
