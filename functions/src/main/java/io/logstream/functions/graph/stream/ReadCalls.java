package io.logstream.functions.graph.stream;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
      context.output(DEAD, dead(raw, e.getMessage()));
    }
  }

  private static RoutedRecord dead(RawRecord raw, String error) {
    RoutedRecord dead = new RoutedRecord();
    dead.topic = Topics.LOGS_DEAD;
    dead.key = raw.key;
    dead.value = raw.value;
    dead.timestamp = raw.timestamp;
    dead.headerNames =
        new String[] {
          DeadLetterHeaders.STAGE,
          DeadLetterHeaders.REASON,
          DeadLetterHeaders.ERROR,
          DeadLetterHeaders.ORIGIN
        };
    dead.headerValues =
        new byte[][] {
          bytes("dependency"),
          bytes(DeadReason.UNPARSABLE.name()),
          bytes(error),
          bytes(raw.origin())
        };
    return dead;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
