package io.logstream.cep.stream;

import io.logstream.cep.pattern.PatternEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNode;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNodeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What one pattern has begun to match under one key: the state of Flink CEP's automaton, and what
 * its shared buffer holds for it. One value of the state, so that it is read once and written once
 * for all events that are due together.
 */
final class PartialMatches {

  final NFAState state;
  final Map<NodeId, Lockable<SharedBufferNode>> nodes = new HashMap<>();
  final Map<EventId, Lockable<PatternEvent>> events = new HashMap<>();

  /** Events of one time, counted while it lasts: none of that time comes later. */
  final Map<Long, Integer> counts = new HashMap<>();

  /** No later than when the first partial match runs out. */
  long end;

  PartialMatches(NFAState state, long end) {
    this.state = state;
    this.end = end;
  }

  /** Whether nothing has begun to match. */
  boolean isIdle() {
    return state.getPartialMatches().size() <= 1 && state.getCompletedMatches().isEmpty();
  }

  /** When the first partial match began; the greatest long if none has. */
  long firstBegan() {
    long first = Long.MAX_VALUE;
    for (ComputationState partial : state.getPartialMatches()) {
      if (partial.getStartEventID() != null) {
        first = Math.min(first, partial.getStartTimestamp());
      }
    }
    return first;
  }

  /** Reads and writes them. */
  static final class Format {

    /** Of the bytes, the first of them. */
    private static final int VERSION = 1;

    private final TypeSerializer<NFAState> states = new NFAStateSerializer();
    private final TypeSerializer<NodeId> nodeIds = new NodeId.NodeIdSerializer();
    private final TypeSerializer<EventId> eventIds = EventId.EventIdSerializer.INSTANCE;
    private final TypeSerializer<Lockable<SharedBufferNode>> nodes =
        new Lockable.LockableTypeSerializer<>(new SharedBufferNodeSerializer());
    private final TypeSerializer<Lockable<PatternEvent>> events;
    private final DataOutputSerializer out = new DataOutputSerializer(1_024);
    private final DataInputDeserializer in = new DataInputDeserializer();

    Format(TypeSerializer<PatternEvent> events) {
      this.events = new Lockable.LockableTypeSerializer<>(events);
    }

    byte[] write(PartialMatches matches) throws IOException {
      out.clear();
      out.writeByte(VERSION);
      states.serialize(matches.state, out);
      write(matches.nodes, nodeIds, nodes);
      write(matches.events, eventIds, events);
      return out.getCopyOfBuffer();
    }

    private <K, V> void write(Map<K, V> map, TypeSerializer<K> keys, TypeSerializer<V> values)
        throws IOException {
      out.writeInt(map.size());
      for (Map.Entry<K, V> entry : map.entrySet()) {
        keys.serialize(entry.getKey(), out);
        values.serialize(entry.getValue(), out);
      }
    }

    PartialMatches read(byte[] bytes, long end) throws IOException {
      in.setBuffer(bytes);
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException(
            "partial matches: expected version %d, found %d".formatted(VERSION, version));
      }
      PartialMatches matches = new PartialMatches(states.deserialize(in), end);
      read(matches.nodes, nodeIds, nodes);
      read(matches.events, eventIds, events);
      return matches;
    }

    private <K, V> void read(Map<K, V> map, TypeSerializer<K> keys, TypeSerializer<V> values)
        throws IOException {
      for (int left = in.readInt(); left > 0; left--) {
        map.put(keys.deserialize(in), values.deserialize(in));
      }
    }
  }
}
