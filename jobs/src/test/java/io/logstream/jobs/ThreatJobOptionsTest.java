package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreatJobOptionsTest {

  @Test
  void defaults() {
    assertThat(ThreatJobOptions.of())
        .isEqualTo(
            new ThreatJobOptions(
                "127.0.0.1:9092",
                "logstream-threat",
                "logstream-threat",
                Duration.ofMinutes(2),
                Duration.ofMinutes(5)));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            ThreatJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--lateness", "9s",
                "--join-wait", "8s"))
        .isEqualTo(
            new ThreatJobOptions("k:1", "g", "t", Duration.ofSeconds(9), Duration.ofSeconds(8)));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(ThreatJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
