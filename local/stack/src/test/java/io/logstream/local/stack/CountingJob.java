package io.logstream.local.stack;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job with keyed state that runs until it is ended; submitted by tests in a jar of its own. */
public final class CountingJob {

  static final String NAME = "counting";
  private static final double RECORDS_A_SECOND = 200;
  private static final long KEYS = 100;

  private CountingJob() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("--fail")) {
      throw new IllegalStateException("told to fail");
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setMaxParallelism(16);
    env.fromSource(
            new DataGeneratorSource<>(
                i -> i,
                Long.MAX_VALUE,
                RateLimiterStrategy.perSecond(RECORDS_A_SECOND),
                Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid("numbers")
        .keyBy(i -> i % KEYS)
        .map(new Count())
        .uid("count")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    env.execute(NAME);
  }

  /** How many of each key have come. */
  public static final class Count extends RichMapFunction<Long, Long> {

    private static final long serialVersionUID = 1L;
    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public Long map(Long value) throws Exception {
      Long before = count.value();
      long now = before == null ? 1 : before + 1;
      count.update(now);
      return now;
    }
  }
}
