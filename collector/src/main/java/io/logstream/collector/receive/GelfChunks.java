package io.logstream.collector.receive;

import io.logstream.collector.wire.Packing;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Puts the chunks of GELF over UDP together ({@code 1e 0f, u64 id, u8 number, u8 count, data}, at
 * most 128 chunks within 5 s) and unpacks gzip and zlib. Bounded: with too many half messages, the
 * oldest is given up.
 */
final class GelfChunks {

  private static final int MAGIC = 0x1e0f;
  private static final int HEADER = 12;
  private static final int MOST_CHUNKS = 128;
  private static final int MOST_MESSAGES = 1024;

  /** Bytes of all half messages together; beyond, the oldest are given up. */
  private static final int MOST_BYTES = 16 << 20;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final int limit;
  private final LinkedHashMap<String, Half> halves = new LinkedHashMap<>();
  private long heldBytes;
  private long givenUp;

  private static final class Half {
    private final byte[][] chunks;
    private final long start;
    private int missing;
    private int bytes;

    Half(int count, long start) {
      this.chunks = new byte[count][];
      this.missing = count;
      this.start = start;
    }
  }

  /** An answer to a datagram: the whole message, or why there never will be one, or neither yet. */
  record Result(Optional<byte[]> message, Optional<String> error) {
    static final Result NOT_YET = new Result(Optional.empty(), Optional.empty());

    static Result of(byte[] message) {
      return new Result(Optional.of(message), Optional.empty());
    }

    static Result wrong(String error) {
      return new Result(Optional.empty(), Optional.of(error));
    }
  }

  /**
   * @param limit bytes of a message, unpacked
   */
  GelfChunks(int limit) {
    this.limit = limit;
  }

  Result add(String sender, ByteBuf datagram, long nowNanos) {
    giveUp(nowNanos);
    if (datagram.readableBytes() < 2
        || datagram.getUnsignedShort(datagram.readerIndex()) != MAGIC) {
      byte[] bytes = new byte[datagram.readableBytes()];
      datagram.readBytes(bytes);
      return unpacked(bytes);
    }
    if (datagram.readableBytes() <= HEADER) {
      return Result.wrong(
          "gelf: expected 12 bytes of header and data, found %d bytes"
              .formatted(datagram.readableBytes()));
    }
    datagram.skipBytes(2);
    String id = sender + "/" + datagram.readLong();
    int number = datagram.readUnsignedByte();
    int count = datagram.readUnsignedByte();
    if (count == 0 || count > MOST_CHUNKS || number >= count) {
      return Result.wrong(
          "gelf: expected chunk 1 to 128, found %d of %d".formatted(number + 1, count));
    }
    Half half = halves.computeIfAbsent(id, key -> new Half(count, nowNanos));
    if (half.chunks.length != count) {
      forget(id, half);
      return Result.wrong(
          "gelf: chunks of one message state %d and %d chunks"
              .formatted(half.chunks.length, count));
    }
    return chunk(id, half, number, datagram);
  }

  private Result chunk(String id, Half half, int number, ByteBuf data) {
    if (half.chunks[number] != null) {
      return Result.NOT_YET; // The network brought it twice.
    }
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    half.chunks[number] = bytes;
    half.bytes += bytes.length;
    heldBytes += bytes.length;
    half.missing--;
    if (half.bytes > limit) {
      forget(id, half);
      return Result.wrong("gelf: expected at most %d bytes, found more".formatted(limit));
    }
    if (half.missing > 0) {
      return Result.NOT_YET;
    }
    forget(id, half);
    byte[] whole = new byte[half.bytes];
    int at = 0;
    for (byte[] part : half.chunks) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return unpacked(whole);
  }

  private Result unpacked(byte[] bytes) {
    Packing packing = Packing.NONE;
    if (bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b) {
      packing = Packing.GZIP;
    } else if (bytes.length > 2 && (bytes[0] & 0x0f) == 8 && bytes[0] != '{') {
      packing = Packing.DEFLATE;
    }
    try {
      return Result.of(packing.unpack(bytes, limit));
    } catch (IOException e) {
      return Result.wrong("gelf: " + e.getMessage());
    }
  }

  private void forget(String id, Half half) {
    halves.remove(id);
    heldBytes -= half.bytes;
  }

  private void giveUp(long nowNanos) {
    Iterator<Map.Entry<String, Half>> oldest = halves.entrySet().iterator();
    while (oldest.hasNext()) {
      Half half = oldest.next().getValue();
      if (nowNanos - half.start < PATIENCE
          && halves.size() < MOST_MESSAGES
          && heldBytes < MOST_BYTES) {
        break;
      }
      oldest.remove();
      heldBytes -= half.bytes;
      givenUp++;
    }
  }

  /** Messages of which not all chunks came, so far. */
  long givenUp() {
    return givenUp;
  }
}
