package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.BroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/** Both operators in Flink's harnesses, one after the other as in a job. */
final class Matcher implements AutoCloseable {

  /** The state of both. */
  record Snapshot(OperatorSubtaskState route, OperatorSubtaskState match) {}

  private final BroadcastOperatorTestHarness<PatternEvent, ControlRow, RoutedEvent> route;
  private final KeyedBroadcastOperatorTestHarness<String, RoutedEvent, ControlRow, PatternMatch>
      match;
  private int matched;
  private int dead;
  private long offset;

  Matcher(PatternSelection selection) throws Exception {
    this(selection, null);
  }

  Matcher(PatternSelection selection, Snapshot from) throws Exception {
    var router = new RouteEvents(selection);
    var matcher = new MatchPatterns(selection);
    route =
        new BroadcastOperatorTestHarness<>(
            new CoBroadcastWithNonKeyedOperator<>(
                router, List.of(BroadcastControl.ROWS, RouteEvents.EDGES)),
            128,
            1,
            0);
    match =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(matcher, List.of(BroadcastControl.ROWS)),
            event -> event.key,
            Types.STRING,
            128,
            1,
            0);
    if (from != null) {
      route.initializeState(from.route);
      match.initializeState(from.match);
    }
    route.open();
    match.open();
  }

  void pattern(String id, String yaml) throws Exception {
    row(id, "{\"kind\":\"pattern\",\"pattern\":" + quoted(yaml) + "}");
  }

  void remove(String id) throws Exception {
    row(id, "");
  }

  void row(String id, String json) throws Exception {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_PATTERNS;
    row.offset = offset++;
    row.key = id.getBytes(UTF_8);
    row.value = json.getBytes(UTF_8);
    broadcast(row);
  }

  void edge(String caller, String callee) throws Exception {
    ControlRow row = new ControlRow();
    row.topic = Topics.CALLS;
    row.key = (caller + '\n' + callee).getBytes(UTF_8);
    broadcast(row);
  }

  private void broadcast(ControlRow row) throws Exception {
    route.processBroadcastElement(new StreamRecord<>(row, Long.MAX_VALUE));
    match.processBroadcastElement(new StreamRecord<>(row, Long.MAX_VALUE));
  }

  void event(PatternEvent event) throws Exception {
    for (RoutedEvent one : routed(event)) {
      match.processElement(new StreamRecord<>(one, event.time));
    }
  }

  /** Where an event is sent. */
  List<RoutedEvent> routed(PatternEvent event) throws Exception {
    route.processElement(new StreamRecord<>(event, event.time));
    List<RoutedEvent> routed = List.copyOf(route.extractOutputValues());
    route.getOutput().clear();
    return routed;
  }

  void watermark(long time) throws Exception {
    match.processBroadcastWatermark(Long.MAX_VALUE);
    match.processWatermark(time);
  }

  /** The matches since it was last asked. */
  List<PatternMatch> matches() {
    List<PatternMatch> all = match.extractOutputValues();
    List<PatternMatch> fresh = new ArrayList<>(all.subList(matched, all.size()));
    matched = all.size();
    return fresh;
  }

  /** The rows refused since it was last asked. */
  List<RoutedRecord> dead() {
    var all = route.getSideOutput(RouteEvents.DEAD);
    List<RoutedRecord> fresh = new ArrayList<>();
    if (all != null) {
      all.stream().skip(dead).forEach(record -> fresh.add(record.getValue()));
      dead += fresh.size();
    }
    return fresh;
  }

  int keyedEntries() {
    return ((HeapKeyedStateBackend<?>)
            ((AbstractStreamOperator<?>) match.getOperator()).getKeyedStateBackend())
        .numKeyValueStateEntries();
  }

  int timers() {
    return match.numEventTimeTimers();
  }

  Snapshot snapshot() throws Exception {
    return new Snapshot(route.snapshot(0, 0), match.snapshot(0, 0));
  }

  static PatternEvent event(String id, long time, Map<String, String> fields) {
    return PatternEvents.event(id, time, fields);
  }

  static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }

  @Override
  public void close() throws Exception {
    route.close();
    match.close();
  }
}
