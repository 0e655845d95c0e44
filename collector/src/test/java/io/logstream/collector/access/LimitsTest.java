package io.logstream.collector.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void senderBeyondItsRateWaitsForWhatItOwes() {
    Limits limits = new Limits(100, 0, 0);
    assertThat(limits.take("a", 100, 0, 0)).isZero();
    assertThat(limits.take("a", 50, 0, 0)).isEqualTo(SECOND / 2);
    assertThat(limits.take("b", 100, 0, 0)).as("another sender").isZero();
    assertThat(limits.take("a", 0, 0, SECOND / 2)).isZero();
    assertThat(limits.take("a", 100, 0, 10 * SECOND)).as("a second's worth at most").isZero();
    assertThat(limits.take("a", 1, 0, 10 * SECOND)).isPositive();
  }

  @Test
  void bytesAreLimitedToo() {
    Limits limits = new Limits(0, 1000, 0);
    assertThat(limits.take("a", 1_000_000, 1000, 0)).isZero();
    assertThat(limits.take("a", 1, 3000, 0)).isEqualTo(3 * SECOND);
  }

  @Test
  void connectionsAreCountedInAndOut() {
    Limits limits = new Limits(0, 0, 2);
    assertThat(limits.connect("a")).isTrue();
    assertThat(limits.connect("a")).isTrue();
    assertThat(limits.connect("a")).isFalse();
    assertThat(limits.connect("b")).isTrue();
    limits.disconnect("a");
    assertThat(limits.connect("a")).isTrue();
  }
}
