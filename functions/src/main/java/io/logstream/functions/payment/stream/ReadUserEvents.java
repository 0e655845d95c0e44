package io.logstream.functions.payment.stream;

import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.payment.UserEvents;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads records of the topics of {@link UserEvents#TOPICS}; what is no event goes to the dead
 * letters. Metrics: {@code received} = {@code read} + {@code dead}.
 */
public final class ReadUserEvents extends ProcessFunction<RawRecord, UserRecord> {

  private static final long serialVersionUID = 1L;

  /** Records that are no events. */
  public static final OutputTag<RoutedRecord> DEAD =
      new OutputTag<>("dead", TypeInformation.of(RoutedRecord.class));

  private transient Counter received;
  private transient Counter read;
  private transient Counter dead;

  @Override
  public void open(OpenContext context) {
    received = getRuntimeContext().getMetricGroup().counter("received");
    read = getRuntimeContext().getMetricGroup().counter("read");
    dead = getRuntimeContext().getMetricGroup().counter("dead");
  }

  @Override
  public void processElement(RawRecord raw, Context context, Collector<UserRecord> out) {
    received.inc();
    try {
      out.collect(UserRecord.of(UserEvents.read(raw.topic, raw.value, raw.timestamp)));
      read.inc();
    } catch (IOException e) {
      dead.inc();
      context.output(DEAD, LineRouter.dead(raw, "payment", DeadReason.UNPARSABLE, e.getMessage()));
    }
  }
}
