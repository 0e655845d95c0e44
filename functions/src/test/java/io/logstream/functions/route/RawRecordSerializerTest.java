package io.logstream.functions.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.RawHeaders;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RawRecordSerializerTest {

  private final RawRecordSerializer serializer = RawRecordSerializer.INSTANCE;

  @Property(tries = 300)
  void readsWhatItWrote(
      @ForAll long offset,
      @ForAll byte[] key,
      @ForAll @Size(max = 2_000) byte[] value,
      @ForAll @StringLength(max = 40) String name,
      @ForAll byte[] header)
      throws IOException {
    RawRecord record = record(offset, key, value);
    record.headerNames = new String[] {name, RawHeaders.KEY};
    record.headerValues = new byte[][] {header, key};

    assertThat(roundTrip(record)).usingRecursiveComparison().isEqualTo(record);
    assertThat(serializer.copy(record)).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void readsALongLine() throws IOException {
    byte[] value = new byte[70_000];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    RawRecord record = record(1, new byte[0], value);

    assertThat(roundTrip(record).value).isEqualTo(value);
  }

  private static RawRecord record(long offset, byte[] key, byte[] value) {
    RawRecord record = new RawRecord();
    record.topic = "logs.raw";
    record.partition = 3;
    record.offset = offset;
    record.timestamp = offset / 2;
    record.key = key;
    record.value = value;
    return record;
  }

  @Test
  void flinkFindsItByTheType() {
    assertThat(TypeInformation.of(RawRecord.class).createSerializer(new SerializerConfigImpl()))
        .isSameAs(serializer);
  }

  private RawRecord roundTrip(RawRecord record) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(record, out);
    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
    return serializer.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));
  }
}
