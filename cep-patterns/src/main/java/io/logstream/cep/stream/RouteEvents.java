package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.cep.pattern.Key;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Relation;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.Collection;
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
 * Sends an event that a pattern concerns to each of its subjects, once however many patterns there
 * are: a line of a service goes to the service itself, and to all that it calls where a pattern
 * asks for its callers. It takes the fields along that patterns ask for.
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
  private transient PatternsInForce patterns;
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
    patterns =
        new PatternsInForce(
            selection,
            control,
            context.getOperatorStateStore().getBroadcastState(BroadcastControl.ROWS));
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
    metrics.gauge("patterns", () -> patterns.size());
    metrics.gauge("edges", () -> graph.size());
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
      patterns.change(row);
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
    PatternIndex index = patterns.index();
    int[] relations = index.relations(event);
    for (Key key : Key.values()) {
      if (relations[key.ordinal()] != 0) {
        PatternEvent seen = event.only(index.fields());
        subjects(event, key, relations[key.ordinal()])
            .forEach(
                (subject, bits) -> {
                  routed.inc();
                  out.collect(new RoutedEvent(key, subject, patterns.version(), seen.under(bits)));
                });
      }
    }
  }

  /** The subjects of an event, each with those of the relations that the event has to it. */
  private Map<String, Integer> subjects(PatternEvent event, Key key, int relations) {
    Map<String, Integer> subjects = new HashMap<>();
    for (Relation relation : key.relations()) {
      if ((relations & relation.bit()) != 0) {
        for (String subject : subjects(event, key, relation)) {
          if (!subject.isEmpty()) {
            subjects.merge(subject, relation.bit(), (a, b) -> a | b);
          }
        }
      }
    }
    return subjects;
  }

  private Collection<String> subjects(PatternEvent event, Key key, Relation relation) {
    return switch (relation) {
      case SELF ->
          Set.of(
              switch (key) {
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
