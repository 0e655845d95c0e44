package io.logstream.functions.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StampTest {

  @Test
  void ordersByTimeThenCounterThenRegion() {
    Stamp stamp = new Stamp(5, 1, "east");
    assertThat(new Stamp(6, 0, "east")).isGreaterThan(stamp);
    assertThat(new Stamp(5, 2, "east")).isGreaterThan(stamp);
    assertThat(new Stamp(5, 1, "west")).isGreaterThan(stamp);
    assertThat(new Stamp(5, 1, "east")).isEqualByComparingTo(stamp);
  }

  @Test
  void readsWhatItWrote() {
    Stamp stamp = new Stamp(1_764_493_200_000L, 7, "eu-west-1");
    assertThat(stamp).hasToString("1764493200000.7.eu-west-1");
    assertThat(Stamp.parse(stamp.toString())).isEqualTo(stamp);
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> Stamp.parse("yesterday"))
        .hasMessage("stamp: expected millis.counter.region, found \"yesterday\"");
    assertThatThrownBy(() -> Stamp.parse("x.0.east")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Stamp(1, 0, "East")).hasMessageContaining("region \"East\"");
    assertThatThrownBy(() -> new Stamp(-1, 0, "east")).hasMessageContaining("found -1.0");
  }

  @Test
  void theCopyReceivedFirstHasTheGreaterVersion() {
    Instant first = Instant.parse("2026-11-30T09:00:00.000001Z");
    long version = FirstReceipt.version(first, "west");
    assertThat(version).isGreaterThan(FirstReceipt.version(first.plusNanos(1_000), "east"));
    assertThat(version).isNotEqualTo(FirstReceipt.version(first, "east"));
    assertThat(version).isEqualTo(FirstReceipt.version(first.plusNanos(999), "west"));
    assertThat(FirstReceipt.version(Instant.MAX, "east")).isPositive();
    assertThat(FirstReceipt.version(Instant.MIN, "east")).isPositive();
  }
}
