package io.logstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MeasurementTest {

  @Test
  void theValueIsTheMedianAndTheRatioThatOfTheRuns() {
    Measurement measured =
        new Measurement(
            "ingest",
            "events_per_s",
            "byte pass-through",
            new double[] {30, 10, 20},
            new double[] {60, 40, 20});
    assertThat(measured.toJson())
        .isEqualTo(
            "{\"bench\":\"ingest\",\"measure\":\"events_per_s\",\"value\":20.0,"
                + "\"peer\":\"byte pass-through\",\"peer_value\":40.0,\"ratio\":0.5,"
                + "\"runs\":3,\"min\":10.0,\"max\":30.0}");
  }

  @Test
  void withoutAPeerThereIsNoRatio() {
    assertThat(Measurement.alone("b", "p50_ms", 1, 2).toJson())
        .isEqualTo(
            "{\"bench\":\"b\",\"measure\":\"p50_ms\",\"value\":1.5,\"runs\":2,\"min\":1.0,\"max\":2.0}");
  }

  @Test
  void aRunWithoutItsPeersIsRefused() {
    assertThatThrownBy(() -> new Measurement("b", "m", "p", new double[] {1, 2}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
