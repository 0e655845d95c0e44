package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

class ControlStreamTest {

  private static final Duration IDLE = Duration.ofMillis(50);

  private static final List<Long> WATERMARKS = Collections.synchronizedList(new ArrayList<>());

  /** Elements at 1 s, 2 s and 3 s, each a silence of a second after the other. */
  @Test
  void theTimeOfAnOperatorIsTheDatasEvenWhereTheDataIsSilent() throws Exception {
    WATERMARKS.clear();
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    env.getConfig().setAutoWatermarkInterval(10);
    var data =
        env.fromSource(
            new DataGeneratorSource<>(
                i -> (i + 1) * 1_000, 3, RateLimiterStrategy.perSecond(1), Types.LONG),
            WatermarkStrategy.<Long>forBoundedOutOfOrderness(Duration.ZERO)
                .withTimestampAssigner((value, time) -> value)
                .withIdleness(IDLE),
            "data");
    data.uid("data");
    var control =
        new DataGeneratorSource<>(
            i -> {
              ControlRow row = new ControlRow();
              row.topic = Topics.CONTROL_RULES;
              row.key = "a".getBytes(UTF_8);
              return row;
            },
            2,
            parallelism -> new LastAfterTheData(),
            TypeInformation.of(ControlRow.class));
    data.connect(ControlStream.of(env, control, Operator.INGEST_CONTROL))
        .process(new Watch())
        .uid("watch")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    env.execute("control-stream");

    assertThat(WATERMARKS).hasSize(3);
    assertThat(WATERMARKS.get(2)).isBetween(999L, 1_999L);
  }

  /**
   * Lets the first row through at once and the second, with which the source ends, after the data's
   * last element. It never holds the source's thread, which has to tell that the source is idle.
   */
  private static final class LastAfterTheData implements RateLimiter<NumberSequenceSplit> {

    private boolean first = true;

    @Override
    public CompletionStage<Void> acquire(int rows) {
      if (first) {
        first = false;
        return CompletableFuture.completedFuture(null);
      }
      return CompletableFuture.runAsync(() -> await().until(() -> WATERMARKS.size() == 3));
    }
  }

  private static final class Watch extends BroadcastProcessFunction<Long, ControlRow, Long> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Long value, ReadOnlyContext context, Collector<Long> out) {
      WATERMARKS.add(context.currentWatermark());
    }

    @Override
    public void processBroadcastElement(ControlRow row, Context context, Collector<Long> out) {}
  }
}
