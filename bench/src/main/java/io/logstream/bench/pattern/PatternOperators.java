package io.logstream.bench.pattern;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.MatchPatterns;
import io.logstream.cep.stream.PatternMatch;
import io.logstream.cep.stream.PatternSelection;
import io.logstream.cep.stream.RouteEvents;
import io.logstream.cep.stream.RoutedEvent;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.BroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/**
 * The operators that route events to patterns and match them, one behind the other on one thread,
 * in Flink's own harnesses: with RocksDB, and each event between them written and read as on the
 * network. What is added here is in force before the next event.
 */
final class PatternOperators implements AutoCloseable {

  private static final int KEY_GROUPS = 128;

  private final BroadcastOperatorTestHarness<PatternEvent, ControlRow, RoutedEvent> route;
  private final KeyedBroadcastOperatorTestHarness<String, RoutedEvent, ControlRow, PatternMatch>
      match;
  private final TypeSerializer<RoutedEvent> serializer =
      TypeInformation.of(RoutedEvent.class).createSerializer(new SerializerConfigImpl());
  private final DataOutputSerializer out = new DataOutputSerializer(1_024);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private final Set<String> matched = new HashSet<>();
  private long matches;
  private long savepoint;

  /**
   * Without patterns.
   *
   * @param folder for savepoints
   */
  PatternOperators(Path folder) throws Exception {
    route =
        new BroadcastOperatorTestHarness<>(
            new CoBroadcastWithNonKeyedOperator<>(
                new RouteEvents(PatternSelection.CONTROLLED),
                List.of(BroadcastControl.ROWS, RouteEvents.EDGES)),
            KEY_GROUPS,
            1,
            0);
    match =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new MatchPatterns(PatternSelection.CONTROLLED), List.of(BroadcastControl.ROWS)),
            event -> event.key,
            Types.STRING,
            KEY_GROUPS,
            1,
            0);
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
    backend.getMemoryConfiguration().setUseManagedMemory(false);
    match.setStateBackend(backend);
    match.setCheckpointStorage(new FileSystemCheckpointStorage(folder.toUri()));
    route.open();
    match.open();
    match.processBroadcastWatermark(Long.MAX_VALUE);
  }

  void add(ControlRow row) throws Exception {
    route.processBroadcastElement(new StreamRecord<>(row, Long.MAX_VALUE));
    match.processBroadcastElement(new StreamRecord<>(row, Long.MAX_VALUE));
  }

  void event(PatternEvent event) throws Exception {
    route.processElement(new StreamRecord<>(event, event.time));
    for (Object routed = route.getOutput().poll();
        routed != null;
        routed = route.getOutput().poll()) {
      RoutedEvent sent = (RoutedEvent) ((StreamRecord<?>) routed).getValue();
      match.processElement(new StreamRecord<>(overTheNetwork(sent), event.time));
    }
  }

  private RoutedEvent overTheNetwork(RoutedEvent event) throws IOException {
    out.clear();
    serializer.serialize(event, out);
    in.setBuffer(out.getSharedBuffer(), 0, out.length());
    return serializer.deserialize(in);
  }

  void watermark(long time) throws Exception {
    match.processWatermark(time);
    for (Object found = match.getOutput().poll(); found != null; found = match.getOutput().poll()) {
      if (found instanceof StreamRecord<?> record) {
        matches++;
        matched.add(((PatternMatch) record.getValue()).pattern);
      }
    }
  }

  /** The matches until now. */
  long matches() {
    return matches;
  }

  /** How many patterns have matched. */
  int matched() {
    return matched.size();
  }

  /** Bytes of all keyed state and timers, as a savepoint in Flink's own form has them. */
  long stateBytes() throws Exception {
    long id = ++savepoint;
    return match
        .snapshotWithLocalState(id, id, SavepointType.savepoint(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState()
        .getManagedKeyedState()
        .stream()
        .mapToLong(handle -> handle.getStateSize())
        .sum();
  }

  int timers() {
    return match.numEventTimeTimers();
  }

  @Override
  public void close() throws Exception {
    route.close();
    match.close();
  }
}
