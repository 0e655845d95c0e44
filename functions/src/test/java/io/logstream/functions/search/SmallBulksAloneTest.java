package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.base.sink.writer.strategy.RequestInfo;
import org.apache.flink.connector.base.sink.writer.strategy.ResultInfo;
import org.junit.jupiter.api.Test;

class SmallBulksAloneTest {

  private final SmallBulksAlone bulks = new SmallBulksAlone(3, 250, 2_000);

  private static RequestInfo of(int documents) {
    return () -> documents;
  }

  private void ended() {
    bulks.registerCompletedRequest(
        new ResultInfo() {
          @Override
          public int getFailedMessages() {
            return 0;
          }

          @Override
          public int getBatchSize() {
            return 1;
          }
        });
  }

  @Test
  void aSmallBulkWaitsUntilNoOtherIsUnderWay() {
    assertThat(bulks.shouldBlock(of(1))).isFalse();
    bulks.registerInFlightRequest(of(1));
    assertThat(bulks.shouldBlock(of(249))).isTrue();
    ended();
    assertThat(bulks.shouldBlock(of(249))).isFalse();
  }

  @Test
  void largerOnesGoSideBySideUpToTheLimit() {
    for (int i = 0; i < 3; i++) {
      assertThat(bulks.shouldBlock(of(250))).isFalse();
      bulks.registerInFlightRequest(of(250));
    }
    assertThat(bulks.shouldBlock(of(2_000))).isTrue();
    ended();
    assertThat(bulks.shouldBlock(of(250))).isFalse();
    assertThat(bulks.getMaxBatchSize()).isEqualTo(2_000);
  }
}
