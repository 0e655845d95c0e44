package io.logstream.collector.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.collector.wire.Packing;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GelfChunksTest {

  private static byte[] chunk(long id, int number, int count, byte[] data) {
    return Unpooled.buffer()
        .writeShort(0x1e0f)
        .writeLong(id)
        .writeByte(number)
        .writeByte(count)
        .writeBytes(data)
        .capacity(12 + data.length)
        .array();
  }

  @Property
  void messageComesOutWhateverTheOrderOfItsChunks(
      @ForAll @IntRange(min = 1, max = 128) int count, @ForAll Random random) {
    byte[] message = ("{\"short_message\":\"" + "x".repeat(count * 10) + "\"}").getBytes(UTF_8);
    byte[] packed = random.nextBoolean() ? Packing.GZIP.pack(message) : message;
    int size = (packed.length + count - 1) / count;
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = Math.min(i * size, packed.length);
      int to = Math.min(from + size, packed.length);
      chunks.add(chunk(7, i, count, java.util.Arrays.copyOfRange(packed, from, to)));
    }
    chunks.removeIf(bytes -> bytes.length <= 12);
    if (chunks.size() < count) {
      return; // So few bytes that the last chunks would be empty.
    }
    Collections.shuffle(chunks, random);
    GelfChunks gelf = new GelfChunks(1 << 20);
    List<byte[]> out = new ArrayList<>();
    for (byte[] bytes : chunks) {
      gelf.add("peer", Unpooled.wrappedBuffer(bytes), 0).message().ifPresent(out::add);
    }
    assertThat(out).hasSize(1);
    assertThat(out.get(0)).isEqualTo(message);
  }

  @Test
  void wholeMessagesPassAndZlibIsUnpacked() {
    GelfChunks gelf = new GelfChunks(1000);
    byte[] message = "{\"version\":\"1.1\"}".getBytes(UTF_8);
    assertThat(gelf.add("p", Unpooled.wrappedBuffer(message), 0).message()).contains(message);
    assertThat(gelf.add("p", Unpooled.wrappedBuffer(Packing.DEFLATE.pack(message)), 0).message())
        .contains(message);
  }

  @Test
  void halfMessagesAreGivenUpAndBounded() {
    GelfChunks gelf = new GelfChunks(1000);
    for (int i = 0; i < 5000; i++) {
      gelf.add("p", Unpooled.wrappedBuffer(chunk(i, 0, 2, new byte[10])), i);
    }
    assertThat(gelf.givenUp()).isGreaterThan(3900);
    gelf.add("p", Unpooled.wrappedBuffer(chunk(-1, 0, 2, new byte[10])), 10_000_000_000L);
    assertThat(gelf.givenUp()).isEqualTo(5000);
  }

  @Property
  void anyDatagramIsSurvived(@ForAll byte[] bytes) {
    GelfChunks gelf = new GelfChunks(1000);
    byte[] marked = new byte[bytes.length + 2];
    marked[0] = 0x1e;
    marked[1] = 0x0f;
    System.arraycopy(bytes, 0, marked, 2, bytes.length);
    assertThat(gelf.add("p", Unpooled.wrappedBuffer(bytes), 0)).isNotNull();
    assertThat(gelf.add("p", Unpooled.wrappedBuffer(marked), 0)).isNotNull();
  }
}
