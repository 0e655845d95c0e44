package io.logstream.functions.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.RawHeaders;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a {@link RawRecord} in one pass, bytes as bytes: between the source and the operator
 * behind it every line goes through here, and Flink's serializer for plain objects, which goes
 * field by field and text character by character, costs several times as much.
 *
 * <p>The layout: topic, partition, offset, time; key and value, each with its length; the number of
 * headers, and of each a byte for its name (the well-known ones by number, else {@value #NAMED} and
 * the text) and its value. State holds records in it too: a change of the layout needs a new
 * snapshot that reads this one.
 */
public final class RawRecordSerializer extends TypeSerializerSingleton<RawRecord> {

  /** The only one there need be: it has no state. */
  public static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

  private static final long serialVersionUID = 1L;

  private static final int NAMED = 0xff;

  /** The place of each is its number on the wire: only ever append. */
  private static final String[] NAMES = {
    RawHeaders.TRANSPORT,
    RawHeaders.PEER,
    RawHeaders.RECEIVED,
    RawHeaders.REGION,
    RawHeaders.KEY,
    RawHeaders.FORMAT,
    RawHeaders.SERVICE,
    RawHeaders.HOST,
    RawHeaders.FILE,
    RawHeaders.TENANT,
    RawHeaders.PART,
    RawHeaders.REPLAY_OF
  };

  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  static {
    for (int i = 0; i < NAMES.length; i++) {
      NUMBERS.put(NAMES[i], i);
    }
  }

  @Override
  public void serialize(RawRecord record, DataOutputView to) throws IOException {
    to.writeUTF(record.topic);
    to.writeInt(record.partition);
    to.writeLong(record.offset);
    to.writeLong(record.timestamp);
    write(record.key, to);
    write(record.value, to);
    to.writeShort(record.headerNames.length);
    for (int i = 0; i < record.headerNames.length; i++) {
      Integer number = NUMBERS.get(record.headerNames[i]);
      to.writeByte(number == null ? NAMED : number);
      if (number == null) {
        write(record.headerNames[i].getBytes(UTF_8), to);
      }
      write(record.headerValues[i], to);
    }
  }

  @Override
  public RawRecord deserialize(DataInputView from) throws IOException {
    RawRecord record = new RawRecord();
    record.topic = from.readUTF();
    record.partition = from.readInt();
    record.offset = from.readLong();
    record.timestamp = from.readLong();
    record.key = read(from);
    record.value = read(from);
    int headers = from.readUnsignedShort();
    record.headerNames = new String[headers];
    record.headerValues = new byte[headers][];
    for (int i = 0; i < headers; i++) {
      int number = from.readUnsignedByte();
      record.headerNames[i] = number == NAMED ? new String(read(from), UTF_8) : NAMES[number];
      record.headerValues[i] = read(from);
    }
    return record;
  }

  private static void write(byte[] bytes, DataOutputView to) throws IOException {
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static byte[] read(DataInputView from) throws IOException {
    byte[] bytes = new byte[from.readInt()];
    from.readFully(bytes);
    return bytes;
  }

  /** A new one: what the old one held may be that of a record that someone still has. */
  @Override
  public RawRecord deserialize(RawRecord reuse, DataInputView from) throws IOException {
    return deserialize(from);
  }

  @Override
  public void copy(DataInputView from, DataOutputView to) throws IOException {
    serialize(deserialize(from), to);
  }

  @Override
  public RawRecord copy(RawRecord from) {
    RawRecord copy = new RawRecord();
    copy.topic = from.topic;
    copy.partition = from.partition;
    copy.offset = from.offset;
    copy.timestamp = from.timestamp;
    copy.key = from.key.clone();
    copy.value = from.value.clone();
    copy.headerNames = from.headerNames.clone();
    copy.headerValues = from.headerValues.clone();
    return copy;
  }

  @Override
  public RawRecord copy(RawRecord from, RawRecord reuse) {
    return copy(from);
  }

  @Override
  public RawRecord createInstance() {
    return new RawRecord();
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<RawRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** There is one layout. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {

    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
