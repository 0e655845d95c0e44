package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PortsTest {

  @Test
  void withoutABaseEachServerHasItsUsualPort() {
    assertThat(Ports.usual().of(Port.KAFKA)).isEqualTo(9092);
    assertThat(Ports.usual().of(Port.ELASTICSEARCH, 2)).isEqualTo(9202);
  }

  @Test
  void aBaseShiftsAllAndAChosenPortStays() {
    Ports ports = Ports.from(21_000).with("kafka", 19_092);
    assertThat(ports.of(Port.KAFKA)).isEqualTo(19_092);
    assertThat(ports.of(Port.FLINK_REST)).isEqualTo(21_002);
    assertThat(ports.of(Port.ELASTICSEARCH, 1)).isEqualTo(21_031);
  }

  @Test
  void freePortsAreBelowThoseOfOutgoingConnections() {
    assertThat(Ports.free().base()).isBetween(20_000, 32_000);
  }

  @Test
  void aBaseWithoutRoomForAllIsRefused() {
    assertThatThrownBy(() -> Ports.from(65_500)).hasMessageContaining("expected 1 to 65435");
  }
}
