package io.logstream.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private final ManualClock clock = new ManualClock();
  private final LoginThrottle throttle = new LoginThrottle(3, clock);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed("alice");
    }
  }

  @Test
  void aFewMistakesCostNoWait() {
    fail(2);
    assertThat(throttle.wait("alice")).isZero();
  }

  @Test
  void eachFurtherMistakeDoublesTheWaitUpToFiveMinutes() {
    fail(3);
    assertThat(throttle.wait("alice")).isEqualTo(Duration.ofSeconds(1));
    fail(1);
    assertThat(throttle.wait("alice")).isEqualTo(Duration.ofSeconds(2));
    fail(40);
    assertThat(throttle.wait("alice")).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theWaitRunsOut() {
    fail(5);
    clock.pass(Duration.ofSeconds(3));
    assertThat(throttle.wait("alice")).isEqualTo(Duration.ofSeconds(1));
    clock.pass(Duration.ofSeconds(1));
    assertThat(throttle.wait("alice")).isZero();
  }

  @Test
  void othersDoNotWait() {
    fail(10);
    assertThat(throttle.wait("bob")).isZero();
  }

  @Test
  void aRightPasswordAndAnHourForgetMistakes() {
    fail(10);
    throttle.succeeded("alice");
    assertThat(throttle.wait("alice")).isZero();
    fail(40);
    clock.pass(Duration.ofMinutes(61));
    assertThat(throttle.wait("alice")).isZero();
  }
}
