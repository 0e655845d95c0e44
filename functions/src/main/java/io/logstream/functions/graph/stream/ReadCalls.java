package io.logstream.functions.graph.stream;

import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Reads records of topic {@code calls}; what is none goes to the dead letters. */
public final class ReadCalls extends ProcessFunction<RawRecord, ServiceCall> {

  private static final long serialVersionUID = 1L;

  /** Records that are no calls. */
  public static final OutputTag<RoutedRecord> DEAD =
      new OutputTag<>("dead", TypeInformation.of(RoutedRecord.class));

  @Override
  public void processElement(RawRecord raw, Context context, Collector<ServiceCall> out) {
    try {
      out.collect(ServiceCallJson.read(raw.value));
    } catch (IOException e) {
      context.output(
          DEAD, LineRouter.dead(raw, "dependency", DeadReason.UNPARSABLE, e.getMessage()));
    }
  }
}
