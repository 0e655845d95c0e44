package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Relation;
import io.logstream.cep.pattern.Step;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends an event to each pattern that it may have a part in, once for each key: a line of a service
 * goes to the service itself, and to all that it calls where a pattern asks for its callers.
 *
 * <p>Broadcast to it: the rows of {@code control.patterns}, of which it reports those that cannot
 * be used, and {@link CallEdges}.
 *
 * <p>Its metrics: {@code patterns} in force, {@code edges} of the call graph, {@code events} seen,
 * {@code routed} ones.
 */
public final class RouteEvents
    extends BroadcastProcessFunction<PatternEvent, ControlRow, RoutedEvent>
    implements CheckpointedFunction {

  /** Rows that were refused. */
  public static final OutputTag<RoutedRecord> DEAD =
      new OutputTag<>("dead-patterns", TypeInformation.of(RoutedRecord.class));

  /** The edges of the call graph. */
  public static final MapStateDescriptor<String, Boolean> EDGES =
      new MapStateDescriptor<>("call-edges", Types.STRING, Types.BOOLEAN);

  private static final long serialVersionUID = 1L;

  private final PatternSelection selection;
  private transient BroadcastControl control;
  private transient CallGraph graph;
  private transient PatternIndex index;
  private transient int inForce;
  private transient Counter events;
  private transient Counter routed;

  /** Routes to the patterns of a selection. */
  public RouteEvents(PatternSelection selection) {
    this.selection = selection;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    control = new BroadcastControl(PatternTable.view(), getRuntimeContext());
    control.restore(context.getOperatorStateStore());
    graph = new CallGraph();
    for (Map.Entry<String, Boolean> edge :
        context.getOperatorStateStore().getBroadcastState(EDGES).entries()) {
      addEdge(edge.getKey());
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    var metrics = getRuntimeContext().getMetricGroup();
    events = metrics.counter("events");
    routed = metrics.counter("routed");
    metrics.gauge("patterns", () -> inForce);
    metrics.gauge("edges", () -> graph.size());
    index();
  }

  private void index() {
    Collection<Definition> definitions = selection.inForce(control.view()).values();
    inForce = definitions.size();
    index = new PatternIndex(definitions);
  }

  @Override
  public void processBroadcastElement(ControlRow row, Context context, Collector<RoutedEvent> out)
      throws Exception {
    if (row.topic.equals(Topics.CALLS)) {
      String edge = new String(row.key, UTF_8);
      if (addEdge(edge)) {
        context.getBroadcastState(EDGES).put(edge, true);
      }
      return;
    }
    long before = control.view().changes();
    BroadcastState<String, ControlRow> rows = context.getBroadcastState(BroadcastControl.ROWS);
    control.receive(row, rows).ifPresent(dead -> context.output(DEAD, dead));
    if (control.view().changes() != before) {
      index();
    }
  }

  private boolean addEdge(String edge) {
    int end = edge.indexOf('\n');
    return graph.add(edge.substring(0, end), edge.substring(end + 1));
  }

  @Override
  public void processElement(
      PatternEvent event, ReadOnlyContext context, Collector<RoutedEvent> out) {
    events.inc();
    for (Definition definition : index.candidates(event)) {
      IncidentPattern pattern = definition.pattern();
      keys(event, pattern)
          .forEach(
              (key, relations) -> {
                PatternEvent seen = event.under(relations);
                if (pattern.concerns(seen)) {
                  routed.inc();
                  out.collect(new RoutedEvent(pattern.id(), key, definition.text(), seen));
                }
              });
    }
  }

  /** The keys of an event under a pattern, each with the event's relations to it. */
  private Map<String, Integer> keys(PatternEvent event, IncidentPattern pattern) {
    Set<Relation> asked = EnumSet.noneOf(Relation.class);
    for (Step step : pattern.steps()) {
      asked.add(step.relation());
    }
    Map<String, Integer> keys = new HashMap<>();
    for (Relation relation : asked) {
      for (String key : keys(event, pattern, relation)) {
        if (!key.isEmpty()) {
          keys.merge(key, relation.bit(), (a, b) -> a | b);
        }
      }
    }
    return keys;
  }

  private Collection<String> keys(PatternEvent event, IncidentPattern pattern, Relation relation) {
    return switch (relation) {
      case SELF ->
          Set.of(
              switch (pattern.key()) {
                case HOST -> event.field("host.name");
                case TRACE -> event.field("trace.id");
                default -> event.field("service.name");
              });
      case SOURCE -> Set.of(event.field("source.ip"));
      case DESTINATION -> Set.of(event.field("destination.ip"));
      // A call names its ends; a line of a caller may be about any service that it calls.
      case CALLER ->
          CallEdges.isEdge(event)
              ? Set.of(event.field("call.callee"))
              : graph.callees(event.field("service.name"));
      case CALLEE ->
          CallEdges.isEdge(event)
              ? Set.of(event.field("call.caller"))
              : graph.callers(event.field("service.name"));
    };
  }
}
