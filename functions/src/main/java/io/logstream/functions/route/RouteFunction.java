package io.logstream.functions.route;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.QueryRule;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.enrich.Reference;
import io.logstream.functions.enrich.directory.DirectoryEnricher;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.GuardFlinkMetrics;
import io.logstream.functions.sample.Sampling;
import io.logstream.functions.search.Retention;
import io.logstream.functions.validate.Validation;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The operator around {@link LineRouter}: raw records, and the control rows, broadcast. Which
 * records were done is the source's and the sink's to know; its state is the control rows and the
 * templates of messages learnt, of which each subtask is given those of all.
 *
 * <p>Its metrics, per subtask, since the start: {@code received} raw records; {@code records} in
 * them, more where a line holds several; {@code events} and {@code dead} letters they became and
 * {@code sampled} ones that a rule left out and {@code rerouted} ones that are in a topic of their
 * own only, so that <em>records = events + dead + sampled + rerouted</em>; of the events {@code
 * hinted}, {@code recognised} and {@code unknown} by how their format was found; {@code derived}
 * records of the thin topics; and those of {@link BroadcastControl}.
 */
public final class RouteFunction
    extends BroadcastProcessFunction<RawRecord, ControlRow, RoutedRecord>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private static final ListStateDescriptor<String> TEMPLATES =
      new ListStateDescriptor<>("templates", Types.STRING);

  private final Settings settings;

  private transient ListState<String> templates;
  private transient BroadcastControl control;
  private transient Enrichment enrichment;
  private transient LineRouter router;
  private transient Counted into;
  private transient Counter received;
  private transient Counter records;
  private transient Counter events;
  private transient Counter dead;
  private transient Counter sampled;
  private transient Counter rerouted;
  private transient Counter derived;
  private transient Counter hinted;
  private transient Counter recognised;
  private transient Counter unknown;

  /**
   * What is configured.
   *
   * @param zone of time stamps that state none
   * @param routes the topics of their own that routing rules may send events to
   */
  public record Settings(String zone, Enrichment.Options enrichment, List<String> routes)
      implements Serializable {

    private static final long serialVersionUID = 1L;

    /** UTC, nothing configured for enrichment, the usual routes. */
    public static final Settings DEFAULT =
        new Settings(
            "UTC", Enrichment.Options.DEFAULT, List.of(Topics.LOGS_SECURITY, Topics.LOGS_ARCHIVE));

    /** Checks the zone. */
    public Settings {
      ZoneId.of(zone);
      routes = List.copyOf(routes);
    }
  }

  public RouteFunction(Settings settings) {
    this.settings = settings;
  }

  /** The control tables that it reads where nothing is configured. */
  public static List<ControlTable<?>> tables() {
    return tables(Settings.DEFAULT.routes());
  }

  private static List<ControlTable<?>> tables(List<String> routes) {
    List<ControlTable<?>> tables = new ArrayList<>(Reference.TABLES);
    tables.add(Validation.TABLE);
    tables.add(Sampling.TABLE);
    tables.add(Routing.to(routes));
    // The index job and what runs queries go by these; this job, for all, tells what is wrong.
    tables.add(Retention.TABLE);
    tables.add(QueryRule.TABLE);
    return List.copyOf(tables);
  }

  /** Flink calls it before {@link #open}. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    // This job keeps the control topics for all: a row of no kind is reported here.
    control =
        new BroadcastControl(new ControlView(tables(settings.routes()), true), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    templates = context.getOperatorStateStore().getUnionListState(TEMPLATES);
  }

  /** The rows are in broadcast state already. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    templates.update(
        router.templates().kept(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks()));
  }

  @Override
  public void open(OpenContext context) throws Exception {
    enrichment = new Enrichment(settings.enrichment(), control.view());
    router = new LineRouter(ZoneId.of(settings.zone()), enrichment, control.view());
    List<String> learnt = new ArrayList<>();
    templates.get().forEach(learnt::add);
    router.templates().learn(learnt);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    metrics.gauge("templates", () -> router.templates().size());
    enrichment
        .inventories()
        .ifPresent(
            inventories -> {
              MetricGroup group = metrics.addGroup("inventory");
              DirectoryEnricher asked = inventories.enricher();
              group.gauge("enriched", asked::enriched);
              group.gauge("unenriched", asked::unenriched);
              group.gauge("failures", asked::failures);
              group.gauge("malformed", asked::malformed);
              inventories.guards().forEach(guard -> GuardFlinkMetrics.register(metrics, guard));
            });
    into = new Counted();
    received = metrics.counter("received");
    records = metrics.counter("records");
    events = metrics.counter("events");
    dead = metrics.counter("dead");
    sampled = metrics.counter("sampled");
    rerouted = metrics.counter("rerouted");
    derived = metrics.counter("derived");
    hinted = metrics.counter("hinted");
    recognised = metrics.counter("recognised");
    unknown = metrics.counter("unknown");
  }

  @Override
  public void processElement(RawRecord raw, ReadOnlyContext context, Collector<RoutedRecord> out) {
    received.inc();
    into.out = out;
    router.route(raw, into);
  }

  /** Counts what it hands on. One for all records, so that none allocates another. */
  private final class Counted implements LineRouter.Into {

    private Collector<RoutedRecord> out;

    @Override
    public void add(RoutedRecord record) {
      if (!record.topic.equals(Topics.LOGS) && !record.topic.equals(Topics.LOGS_DEAD)) {
        derived.inc();
      }
      out.collect(record);
    }

    @Override
    public void became(LineRouter.Outcome outcome) {
      records.inc();
      switch (outcome) {
        case HINTED -> hinted.inc();
        case RECOGNISED -> recognised.inc();
        case UNKNOWN -> unknown.inc();
        case SAMPLED -> sampled.inc();
        case ROUTED -> rerouted.inc();
        case DEAD -> dead.inc();
      }
      if (outcome.isEvent()) {
        events.inc();
      }
    }
  }

  @Override
  public void processBroadcastElement(ControlRow row, Context context, Collector<RoutedRecord> out)
      throws Exception {
    control.receive(row, context.getBroadcastState(BroadcastControl.ROWS)).ifPresent(out::collect);
  }

  @Override
  public void close() throws Exception {
    if (enrichment != null) {
      enrichment.close();
    }
  }
}
