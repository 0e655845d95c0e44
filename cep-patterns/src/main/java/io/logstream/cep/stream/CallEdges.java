package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/**
 * Tells of each edge of the call graph once a day, keyed by {@link #key}: as a row for every
 * subtask that relates services.
 */
public final class CallEdges extends RichFlatMapFunction<PatternEvent, ControlRow> {

  private static final long serialVersionUID = 1L;
  private static final Duration TOLD_FOR = Duration.ofDays(1);

  private transient ValueState<Boolean> told;

  /** Whether an event is a call between two named services. */
  public static boolean isEdge(PatternEvent event) {
    return event.field("type").equals("call")
        && !event.field("call.caller").isEmpty()
        && !event.field("call.callee").isEmpty();
  }

  /** The edge of a call. */
  public static String key(PatternEvent event) {
    return event.field("call.caller") + '\n' + event.field("call.callee");
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("told", Types.BOOLEAN);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(TOLD_FOR).build());
    told = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void flatMap(PatternEvent call, Collector<ControlRow> out) throws Exception {
    if (told.value() == null) {
      told.update(true);
      ControlRow row = new ControlRow();
      row.topic = Topics.CALLS;
      row.key = key(call).getBytes(UTF_8);
      out.collect(row);
    }
  }
}
