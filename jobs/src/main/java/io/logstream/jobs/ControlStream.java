package io.logstream.jobs;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The control rows of a job, told to every subtask of the operators that are connected to it. */
public final class ControlStream {

  private ControlStream() {}

  /** The rows of a source, broadcast. */
  public static BroadcastStream<ControlRow> of(
      StreamExecutionEnvironment env, Source<ControlRow, ?, ?> source, Operator operator) {
    return rows(env, source, operator).broadcast(BroadcastControl.ROWS);
  }

  /** The rows of a source, which one subtask reads so that they keep their order. */
  public static DataStream<ControlRow> rows(
      StreamExecutionEnvironment env, Source<ControlRow, ?, ?> source, Operator operator) {
    var rows =
        env.fromSource(
            source,
            WatermarkStrategy.<ControlRow>forGenerator(context -> new Timeless())
                .withTimestampAssigner((row, timestamp) -> Long.MAX_VALUE),
            operator.title(),
            TypeInformation.of(ControlRow.class));
    rows.uid(operator.uid());
    return rows.setParallelism(1);
  }

  /**
   * Control rows have no event time: their stream is idle, whether rows come or not, so that the
   * time of an operator that takes them is the data's alone. Were it the end of time instead, an
   * operator whose data is silent for a while would go on to that.
   */
  private static final class Timeless implements WatermarkGenerator<ControlRow> {

    @Override
    public void onEvent(ControlRow row, long timestamp, WatermarkOutput output) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
