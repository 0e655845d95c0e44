package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilentCallerTest {

  private final SilentCaller caller = new SilentCaller();

  @Test
  void isTheSilentServiceWithRequests() {
    caller.speaks("orders");
    caller.measured("orders", "http.server.requests", 50);
    caller.measured("edge-1", "http.server.requests", 40);
    caller.measured("batch", "cpu.usage", 90);

    assertThat(caller.find()).contains("edge-1");
  }

  @Test
  void prefersAGatewayByItsName() {
    caller.measured("pages", "Workload(Ops)", 9);
    caller.measured("api-gateway", "Workload(Ops)", 8);

    assertThat(caller.find()).contains("api-gateway");
  }

  @Test
  void isNobodyWhereAllSpeakOrNobodyIsAsked() {
    caller.speaks("orders");
    caller.measured("orders", "requests", 5);
    caller.measured("idle", "requests", 0);

    assertThat(caller.find()).isEmpty();
  }
}
