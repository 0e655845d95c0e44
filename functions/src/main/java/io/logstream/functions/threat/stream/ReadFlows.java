package io.logstream.functions.threat.stream;

import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Reads records of topic {@code flows}; what is none goes to the dead letters. */
public final class ReadFlows extends ProcessFunction<RawRecord, Flow> {

  private static final long serialVersionUID = 1L;

  /** Records that are no flows. */
  public static final OutputTag<RoutedRecord> DEAD =
      new OutputTag<>("dead", TypeInformation.of(RoutedRecord.class));

  @Override
  public void processElement(RawRecord raw, Context context, Collector<Flow> out) {
    try {
      out.collect(FlowJson.read(raw.value));
    } catch (IOException e) {
      context.output(DEAD, LineRouter.dead(raw, "threat", DeadReason.UNPARSABLE, e.getMessage()));
    }
  }
}
