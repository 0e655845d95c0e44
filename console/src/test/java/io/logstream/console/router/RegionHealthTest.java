package io.logstream.console.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionHealthTest {

  private final RegionHealth health = new RegionHealth(new RegionHealth.Hysteresis(3, 10_000));

  @Test
  void aFailureOrTwoChangeNothing() {
    assertThat(health.note(false, 0)).isFalse();
    assertThat(health.note(false, 1)).isFalse();
    assertThat(health.note(true, 2)).isFalse();
    assertThat(health.note(false, 3)).isFalse();
    assertThat(health.note(false, 4)).isFalse();

    assertThat(health.isIn()).isTrue();
  }

  @Test
  void threeInARowTakeItOut() {
    health.note(false, 0);
    health.note(false, 1);

    assertThat(health.note(false, 2)).isTrue();
    assertThat(health.isIn()).isFalse();
  }

  @Test
  void itComesBackWhenItWasWellForLongEnough() {
    takeOut();
    assertThat(health.note(true, 100)).isFalse();
    assertThat(health.note(true, 10_099)).isFalse();
    assertThat(health.note(true, 10_100)).isTrue();

    assertThat(health.isIn()).isTrue();
  }

  @Test
  void aFailureOnItsWayBackBeginsAnew() {
    takeOut();
    health.note(true, 100);
    health.note(false, 9_000);
    health.note(true, 9_500);

    assertThat(health.note(true, 19_499)).isFalse();
    assertThat(health.note(true, 19_500)).isTrue();
  }

  private void takeOut() {
    for (int i = 0; i < 3; i++) {
      health.note(false, i);
    }
  }
}
