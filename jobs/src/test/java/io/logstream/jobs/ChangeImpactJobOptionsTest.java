package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ChangeImpactJobOptionsTest {

  @Test
  void defaults() {
    assertThat(ChangeImpactJobOptions.of())
        .isEqualTo(
            new ChangeImpactJobOptions(
                "127.0.0.1:9092",
                "logstream-change-impact",
                "logstream-change-impact",
                Duration.ofSeconds(5),
                Duration.ofSeconds(90),
                ZoneId.of("UTC")));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            ChangeImpactJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--watched", "3 s",
                "--idle", "4 s",
                "--zone", "Europe/Vienna"))
        .isEqualTo(
            new ChangeImpactJobOptions(
                "k:1",
                "g",
                "t",
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                ZoneId.of("Europe/Vienna")));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(ChangeImpactJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
