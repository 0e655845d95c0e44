package io.logstream.functions.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link ControlView} in an operator: its rows in broadcast state, its figures as metrics. An
 * operator that holds one calls {@link #restore} when its state is initialised and {@link #receive}
 * for each row.
 *
 * <p>Its metrics, per subtask, in group {@code control}: {@code rows} in force; {@code applied}
 * rows put or removed since the start; {@code refused} rows, at the first subtask only, so that the
 * sum over subtasks counts each once; {@code version_TOPIC}, the offset behind the last row seen.
 */
public final class BroadcastControl {

  /** The rows in force, by topic and key. */
  public static final MapStateDescriptor<String, ControlRow> ROWS =
      new MapStateDescriptor<>("control-rows", Types.STRING, TypeInformation.of(ControlRow.class));

  private static final Logger LOG = LoggerFactory.getLogger(BroadcastControl.class);
  private static final String STAGE = "control";

  private final ControlView view;
  private final boolean isFirst;
  private final Counter applied;
  private final Counter refused;

  /** Around a view, in the subtask of this context. */
  public BroadcastControl(ControlView view, RuntimeContext context) {
    this(view, context.getTaskInfo().getIndexOfThisSubtask() == 0, context.getMetricGroup());
  }

  /**
   * Around a view.
   *
   * @param isFirst whether this is the subtask that reports rows that cannot be applied
   */
  public BroadcastControl(ControlView view, boolean isFirst, MetricGroup metrics) {
    this.view = view;
    this.isFirst = isFirst;
    MetricGroup group = metrics.addGroup("control");
    applied = group.counter("applied");
    refused = group.counter("refused");
    group.gauge("rows", view::size);
    for (String topic : view.topics()) {
      group.gauge("version_" + topic.replace('.', '_'), () -> view.version(topic));
    }
  }

  /** The rows in force. */
  public ControlView view() {
    return view;
  }

  /** Reads the rows of the last checkpoint. */
  public void restore(OperatorStateStore states) throws Exception {
    for (Map.Entry<String, ControlRow> kept : states.getBroadcastState(ROWS).entries()) {
      ControlView.Result result = view.apply(kept.getValue());
      if (result.outcome() == ControlView.Outcome.REFUSED) {
        LOG.warn(
            "control row {} was good before the upgrade and is no longer in force: {}",
            kept.getValue().origin(),
            result.error());
      }
    }
  }

  /**
   * Applies a row.
   *
   * @return the dead letter that the operator must send on; empty unless the row was refused and
   *     this is the subtask that reports it
   */
  public Optional<RoutedRecord> receive(ControlRow row, BroadcastState<String, ControlRow> state)
      throws Exception {
    ControlView.Result result = view.apply(row);
    String key = row.topic + '/' + new String(row.key, UTF_8);
    switch (result.outcome()) {
      case PUT -> {
        state.put(key, row);
        applied.inc();
      }
      case REMOVED -> {
        state.remove(key);
        applied.inc();
      }
      case IGNORED -> {}
      case REFUSED -> {
        if (isFirst) {
          refused.inc();
          return Optional.of(dead(row, result.error()));
        }
      }
    }
    return Optional.empty();
  }

  /** The row as it came, with the headers that say why it is no rule. */
  public static RoutedRecord dead(ControlRow row, String error) {
    RoutedRecord dead = new RoutedRecord();
    dead.topic = Topics.LOGS_DEAD;
    dead.key = row.key;
    dead.value = row.value;
    dead.timestamp = System.currentTimeMillis();
    dead.headerNames =
        new String[] {
          DeadLetterHeaders.STAGE,
          DeadLetterHeaders.REASON,
          DeadLetterHeaders.ERROR,
          DeadLetterHeaders.ORIGIN
        };
    dead.headerValues =
        new byte[][] {
          STAGE.getBytes(UTF_8),
          DeadReason.INVALID_CONTROL_ROW.name().getBytes(UTF_8),
          error.getBytes(UTF_8),
          row.origin().getBytes(UTF_8)
        };
    return dead;
  }
}
