package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DependencyJobOptionsTest {

  @Test
  void defaults() {
    assertThat(DependencyJobOptions.of())
        .isEqualTo(
            new DependencyJobOptions(
                "127.0.0.1:9092",
                "logstream-dependency",
                "logstream-dependency",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1)));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            DependencyJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--disorder", "3 s",
                "--idle", "4 s",
                "--pair-wait", "5 s"))
        .isEqualTo(
            new DependencyJobOptions(
                "k:1",
                "g",
                "t",
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(DependencyJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
