package io.logstream.functions.threat.stream;

import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicators;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A version, the detector's name, and what the state writes of itself. On the heap a state stays an
 * object; RocksDB and checkpoints see the bytes.
 */
final class HeldStateSerializer extends TypeSerializerSingleton<HeldState> {

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  /** How to read is the same whatever the thresholds. */
  private static final Map<String, Detector<?>> DETECTORS =
      Detectors.all(Thresholds.defaults(), Indicators.NONE).stream()
          .collect(Collectors.toMap(Detector::name, Function.identity()));

  static final HeldStateSerializer INSTANCE = new HeldStateSerializer();

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public HeldState createInstance() {
    return null;
  }

  @Override
  public HeldState copy(HeldState from) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serialize(from, out);
      return deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    } catch (IOException e) {
      throw new IllegalStateException("a state that cannot be read back: " + from.detector(), e);
    }
  }

  @Override
  public HeldState copy(HeldState from, HeldState reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(HeldState held, DataOutputView target) throws IOException {
    target.writeByte(VERSION);
    target.writeUTF(held.detector());
    held.state().write(target);
  }

  @Override
  public HeldState deserialize(DataInputView source) throws IOException {
    int version = source.readByte();
    if (version != VERSION) {
      throw new IOException("state of a detector: expected version 1, found " + version);
    }
    String name = source.readUTF();
    Detector<?> detector = DETECTORS.get(name);
    if (detector == null) {
      throw new IOException("state of a detector that there is not: " + name);
    }
    return new HeldState(name, detector.read(source));
  }

  @Override
  public HeldState deserialize(HeldState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<HeldState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serializer has no configuration. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<HeldState> {

    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
