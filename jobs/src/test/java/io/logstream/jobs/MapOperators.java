package io.logstream.jobs;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.Topics;
import io.logstream.functions.graph.EdgeUpdate;
import io.logstream.functions.graph.stream.PairCalls;
import io.logstream.functions.graph.stream.WindowEdges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The job's two keyed operators, each with so many subtasks, and what they have written. */
final class MapOperators implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Stage<ServiceCall, EdgeUpdate> pair;
  private final Stage<EdgeUpdate, RoutedRecord> window;
  private final Map<String, Dependency> topic;
  private final List<RoutedRecord> events;

  private MapOperators(
      int parallelism,
      OperatorSubtaskState pairs,
      OperatorSubtaskState windows,
      Map<String, Dependency> topic,
      List<RoutedRecord> events)
      throws Exception {
    pair = new Stage<>(parallelism, () -> new PairCalls(WAIT), PairCalls::traceOf, pairs);
    window = new Stage<>(parallelism, () -> new WindowEdges(WAIT), EdgeUpdate::edge, windows);
    this.topic = topic;
    this.events = events;
  }

  static MapOperators of(int parallelism) throws Exception {
    return new MapOperators(parallelism, null, null, new TreeMap<>(), new ArrayList<>());
  }

  /** The same from a savepoint with another parallelism. */
  MapOperators rescaled(int parallelism) throws Exception {
    OperatorSubtaskState pairs = pair.savepoint();
    OperatorSubtaskState windows = window.savepoint();
    close();
    return new MapOperators(parallelism, pairs, windows, topic, events);
  }

  void send(Traffic.Sent sent) throws Exception {
    pair.process(sent.report(), sent.at());
    drain();
  }

  void watermark(long time) throws Exception {
    pair.watermark(time);
    drain();
    window.watermark(time);
    drain();
  }

  private void drain() throws Exception {
    for (EdgeUpdate update : pair.taken()) {
      window.process(update, 0);
    }
    for (RoutedRecord record : window.taken()) {
      String key = new String(record.key, StandardCharsets.UTF_8);
      if (!record.topic.equals(Topics.DEPENDENCIES)) {
        events.add(record);
      } else if (record.value == null) {
        topic.remove(key);
      } else {
        topic.put(key, DependencyJson.read(record.value));
      }
    }
  }

  /** What compaction leaves of topic {@code dependencies}, by key. */
  Map<String, Dependency> topic() {
    return topic;
  }

  /** The calls of each edge in a window. */
  Map<String, Integer> calls(String window) {
    Map<String, Integer> calls = new TreeMap<>();
    topic.forEach(
        (key, dependency) -> {
          if (key.endsWith("@" + window)) {
            calls.put(dependency.caller() + "→" + dependency.callee(), (int) dependency.calls());
          }
        });
    return calls;
  }

  /** What was told of topic {@code dependencies.events}, as text. */
  List<String> events() {
    return events.stream().map(record -> new String(record.value, StandardCharsets.UTF_8)).toList();
  }

  int stateEntries() {
    return pair.stateEntries() + window.stateEntries();
  }

  int timers() {
    return pair.timers() + window.timers();
  }

  @Override
  public void close() throws Exception {
    pair.close();
    window.close();
  }

  /** Makes a function for each subtask. */
  private interface Functions<I, O> {
    KeyedProcessFunction<String, I, O> make();
  }

  /** One operator's subtasks. */
  private static final class Stage<I, O> implements AutoCloseable {

    private final List<KeyedOneInputStreamOperatorTestHarness<String, I, O>> subtasks =
        new ArrayList<>();
    private final org.apache.flink.api.java.functions.KeySelector<I, String> key;

    private Stage(
        int parallelism,
        Functions<I, O> functions,
        org.apache.flink.api.java.functions.KeySelector<I, String> key,
        OperatorSubtaskState state)
        throws Exception {
      this.key = key;
      for (int i = 0; i < parallelism; i++) {
        var subtask =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(functions.make()),
                key,
                Types.STRING,
                JobEnvironment.MAX_PARALLELISM,
                parallelism,
                i);
        subtask.setup();
        if (state != null) {
          subtask.initializeState(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, JobEnvironment.MAX_PARALLELISM, parallelism, parallelism, i));
        }
        subtask.open();
        subtasks.add(subtask);
      }
    }

    private void process(I value, long at) throws Exception {
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key.getKey(value), JobEnvironment.MAX_PARALLELISM, subtasks.size());
      subtasks.get(subtask).processElement(new StreamRecord<>(value, at));
    }

    private void watermark(long time) throws Exception {
      for (var subtask : subtasks) {
        subtask.processWatermark(time);
      }
    }

    private List<O> taken() {
      List<O> taken = new ArrayList<>();
      for (var subtask : subtasks) {
        subtask.extractOutputValues().forEach(taken::add);
        ((ConcurrentLinkedQueue<?>) subtask.getOutput()).clear();
      }
      return taken;
    }

    private OperatorSubtaskState savepoint() throws Exception {
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (var subtask : subtasks) {
        states.add(subtask.snapshot(1, 1));
      }
      return AbstractStreamOperatorTestHarness.repackageState(
          states.toArray(OperatorSubtaskState[]::new));
    }

    private int stateEntries() {
      return subtasks.stream().mapToInt(subtask -> subtask.numKeyedStateEntries()).sum();
    }

    private int timers() {
      return subtasks.stream().mapToInt(subtask -> subtask.numEventTimeTimers()).sum();
    }

    @Override
    public void close() throws Exception {
      for (var subtask : subtasks) {
        subtask.close();
      }
    }
  }
}
