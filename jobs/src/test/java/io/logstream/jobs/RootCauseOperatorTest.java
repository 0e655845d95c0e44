package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.rootcause.RootCauseOperator;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RootCauseOperatorTest {

  private static final long NOW = Instant.parse("2026-01-05T10:00:00Z").toEpochMilli();

  private static StreamRecord<RawRecord> line(long time) {
    RawRecord record = new RawRecord();
    record.topic = Topics.LOGS;
    record.timestamp = time;
    record.value =
        """
        {"@timestamp":"%s","message":"m","log":{"level":"info"},"service":{"name":"s"},"trace":{"id":"%032x"}}\
        """
            .formatted(Instant.ofEpochMilli(time), time)
            .getBytes(UTF_8);
    return new StreamRecord<>(record, time);
  }

  @Test
  void onlyWhatTheWindowHasPassedIsLate() throws Exception {
    try (OneInputStreamOperatorTestHarness<RawRecord, RoutedRecord> harness =
        new OneInputStreamOperatorTestHarness<>(new RootCauseOperator())) {
      harness.open();
      // After a restart a backlog comes before any watermark does.
      harness.processElement(line(NOW));
      assertThat(kept(harness)).isEqualTo(1);
      harness.processWatermark(NOW);
      harness.processElement(line(NOW - 1));
      assertThat(kept(harness)).isEqualTo(2);
      harness.processElement(line(NOW - Duration.ofHours(1).toMillis()));
      assertThat(kept(harness)).isEqualTo(2);
    }
  }

  /** Records of the window, as a checkpoint has them. */
  private static int kept(OneInputStreamOperatorTestHarness<RawRecord, RoutedRecord> harness)
      throws Exception {
    harness.snapshot(0, 0);
    int kept = 0;
    for (RawRecord ignored :
        harness
            .getOperator()
            .getOperatorStateBackend()
            .getListState(new ListStateDescriptor<>("recent", TypeInformation.of(RawRecord.class)))
            .get()) {
      kept++;
    }
    return kept;
  }
}
