package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveMetricsJobOptionsTest {

  @Test
  void defaults() {
    assertThat(LiveMetricsJobOptions.of())
        .isEqualTo(
            new LiveMetricsJobOptions(
                "127.0.0.1:9092",
                "logstream-live",
                "logstream-live",
                new LiveMetricsJob.Times(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(250))));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            LiveMetricsJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--disorder", "1s",
                "--idle", "2s",
                "--lateness", "3s",
                "--pause", "4s"))
        .isEqualTo(
            new LiveMetricsJobOptions(
                "k:1",
                "g",
                "t",
                new LiveMetricsJob.Times(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4))));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(LiveMetricsJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
