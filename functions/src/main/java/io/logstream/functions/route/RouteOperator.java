package io.logstream.functions.route;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.enrich.Reference;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.validate.Validation;
import io.logstream.functions.validate.Validator;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractInput;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.operators.MultipleInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The operator around {@link LineRouter}: raw records at its first input, control rows, broadcast,
 * at its second. Which records were done is the source's and the sink's to know; its state is the
 * control rows.
 *
 * <p>An operator of two inputs by Flink's usual API cannot be chained to its source, and each
 * record would be written to a network buffer and read back in between. This one is of the kind
 * that can ({@link ChainingStrategy#HEAD_WITH_SOURCES}).
 *
 * <p>Its metrics, per subtask, since the start: {@code received} raw records; {@code events} and
 * {@code dead} letters they became, so that <em>received = events + dead</em>; of the events {@code
 * hinted}, {@code recognised} and {@code unknown} by how their format was found; {@code derived}
 * records of the thin topics; and those of {@link BroadcastControl}.
 */
public final class RouteOperator extends AbstractStreamOperatorV2<RoutedRecord>
    implements MultipleInputStreamOperator<RoutedRecord> {

  private static final List<ControlTable<?>> TABLES = tables();

  private final Settings settings;
  private final StreamRecord<RoutedRecord> reused = new StreamRecord<>(null);

  private BroadcastControl control;
  private BroadcastState<String, ControlRow> rows;
  private Enrichment enrichment;
  private LineRouter router;
  private Counter received;
  private Counter events;
  private Counter dead;
  private Counter derived;
  private Counter hinted;
  private Counter recognised;
  private Counter unknown;

  /**
   * What is configured.
   *
   * @param zone of time stamps that state none
   */
  public record Settings(String zone, Enrichment.Options enrichment) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** UTC, and nothing configured for enrichment. */
    public static final Settings DEFAULT = new Settings("UTC", Enrichment.Options.DEFAULT);

    /** Checks the zone. */
    public Settings {
      ZoneId.of(zone);
    }
  }

  private RouteOperator(StreamOperatorParameters<RoutedRecord> parameters, Settings settings) {
    super(parameters, 2);
    this.settings = settings;
  }

  private static List<ControlTable<?>> tables() {
    List<ControlTable<?>> tables = new ArrayList<>(Reference.TABLES);
    tables.add(Validation.TABLE);
    return List.copyOf(tables);
  }

  /** Makes the operator, where it runs. */
  public static final class Factory extends AbstractStreamOperatorFactory<RoutedRecord> {

    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public Factory(Settings settings) {
      this.settings = settings;
      setChainingStrategy(ChainingStrategy.HEAD_WITH_SOURCES);
    }

    @Override
    @SuppressWarnings("unchecked") // Flink asks for the operator as the type that it was given.
    public <T extends StreamOperator<RoutedRecord>> T createStreamOperator(
        StreamOperatorParameters<RoutedRecord> parameters) {
      return (T) new RouteOperator(parameters, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // As declared by Flink.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
      return RouteOperator.class;
    }
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    // This job keeps the control topics for all: a row of no kind is reported here.
    control = new BroadcastControl(new ControlView(TABLES, true), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    rows = context.getOperatorStateStore().getBroadcastState(BroadcastControl.ROWS);
    enrichment = new Enrichment(settings.enrichment(), control.view());
    router = new LineRouter(ZoneId.of(settings.zone()), enrichment, new Validator(control.view()));
    MetricGroup metrics = getMetricGroup();
    received = metrics.counter("received");
    events = metrics.counter("events");
    dead = metrics.counter("dead");
    derived = metrics.counter("derived");
    hinted = metrics.counter("hinted");
    recognised = metrics.counter("recognised");
    unknown = metrics.counter("unknown");
  }

  @Override
  @SuppressWarnings("rawtypes") // As declared by Flink.
  public List<Input> getInputs() {
    return List.of(
        new AbstractInput<RawRecord, RoutedRecord>(this, 1) {
          @Override
          public void processElement(StreamRecord<RawRecord> element) {
            line(element.getValue());
          }
        },
        new AbstractInput<ControlRow, RoutedRecord>(this, 2) {
          @Override
          public void processElement(StreamRecord<ControlRow> element) throws Exception {
            Optional<RoutedRecord> refused = control.receive(element.getValue(), rows);
            refused.ifPresent(letter -> emit(letter));
          }
        });
  }

  private void line(RawRecord raw) {
    received.inc();
    LineRouter.Outcome outcome = router.route(raw, this::send);
    switch (outcome) {
      case HINTED -> hinted.inc();
      case RECOGNISED -> recognised.inc();
      case UNKNOWN -> unknown.inc();
      case DEAD -> dead.inc();
    }
    if (outcome != LineRouter.Outcome.DEAD) {
      events.inc();
    }
  }

  private void send(RoutedRecord record) {
    if (!record.topic.equals(Topics.LOGS) && !record.topic.equals(Topics.LOGS_DEAD)) {
      derived.inc();
    }
    emit(record);
  }

  private void emit(RoutedRecord record) {
    output.collect(reused.replace(record));
  }

  @Override
  public void close() throws Exception {
    if (enrichment != null) {
      enrichment.close();
    }
    super.close();
  }
}
