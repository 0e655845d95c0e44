package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RootCauseJobOptionsTest {

  @Test
  void defaults() {
    assertThat(RootCauseJobOptions.of())
        .isEqualTo(
            new RootCauseJobOptions(
                "127.0.0.1:9092",
                "logstream-root-cause",
                "logstream-root-cause",
                Duration.ofSeconds(5),
                Duration.ofSeconds(10)));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            RootCauseJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--disorder", "3 s",
                "--idle", "4 s"))
        .isEqualTo(
            new RootCauseJobOptions("k:1", "g", "t", Duration.ofSeconds(3), Duration.ofSeconds(4)));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(RootCauseJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
