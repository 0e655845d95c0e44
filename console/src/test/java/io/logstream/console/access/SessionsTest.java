package io.logstream.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private final ManualClock clock = new ManualClock();
  private final Sessions sessions = new Sessions(clock);

  @Test
  void aSessionIsFoundByItsIdAndEndsWhenTold() {
    Sessions.Opened opened = sessions.open("alice");
    assertThat(sessions.find(opened.id())).contains(opened.session());
    assertThat(sessions.find("another")).isEmpty();
    sessions.end(opened.id());
    assertThat(sessions.find(opened.id())).isEmpty();
  }

  @Test
  void useKeepsItAliveAndIdlenessEndsIt() {
    String id = sessions.open("alice").id();
    for (int i = 0; i < 3; i++) {
      clock.pass(Duration.ofMinutes(20));
      assertThat(sessions.find(id)).isPresent();
    }
    clock.pass(Sessions.IDLE.plusSeconds(1));
    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void noUseKeepsItLongerThanAWorkingDay() {
    String id = sessions.open("alice").id();
    for (int i = 0; i < 36; i++) {
      clock.pass(Duration.ofMinutes(20));
      assertThat(sessions.find(id)).isPresent();
    }
    clock.pass(Duration.ofMinutes(1));
    assertThat(sessions.find(id)).isEmpty();
  }
}
