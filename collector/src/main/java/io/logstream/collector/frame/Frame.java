package io.logstream.collector.frame;

import io.logstream.collector.wire.Packing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One frame, as the sender makes it.
 *
 * @param number ascending within a sender
 * @param headers what holds for all lines
 * @param lines none in a hello
 */
public record Frame(long number, Map<String, String> headers, List<PositionedLine> lines) {

  /** What a connection begins with. */
  public static final byte[] PREFACE = "LSF1".getBytes(StandardCharsets.US_ASCII);

  /** Bytes before the payload. */
  public static final int HEADER = 1 + 1 + 8 + 4 + 4 + 4;

  /** Where the checksum stands in the header. */
  static final int CHECKSUM_AT = HEADER - 4;

  static final int HELLO = 1;
  static final int LINES = 2;

  /** The name of the header with a hello's token. */
  public static final String TOKEN = "token";

  /** A line and where it stands in its file. */
  public record PositionedLine(long position, byte[] bytes) {}

  /** The bytes on the wire of a frame of lines. */
  public byte[] encode(Packing packing) {
    return encode(LINES, packing);
  }

  /** The bytes on the wire of a hello. */
  public static byte[] hello(String token) {
    return new Frame(0, token.isEmpty() ? Map.of() : Map.of(TOKEN, token), List.of())
        .encode(HELLO, Packing.NONE);
  }

  private byte[] encode(int type, Packing packing) {
    byte[] payload = payload();
    byte[] packed = packing.pack(payload);
    ByteBuffer frame = ByteBuffer.allocate(HEADER + packed.length);
    frame.put((byte) type).put((byte) packing.code()).putLong(number);
    frame.putInt(packed.length).putInt(payload.length).putInt(0).put(packed);
    frame.putInt(CHECKSUM_AT, checksum(frame.array(), packed.length));
    return frame.array();
  }

  private byte[] payload() {
    int size = 2;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      size += 4 + utf8(header.getKey()).length + utf8(header.getValue()).length;
    }
    for (PositionedLine line : lines) {
      size += 12 + line.bytes().length;
    }
    ByteBuffer payload = ByteBuffer.allocate(size);
    payload.putShort((short) headers.size());
    headers.forEach(
        (name, value) -> {
          text(payload, name);
          text(payload, value);
        });
    for (PositionedLine line : lines) {
      payload.putLong(line.position()).putInt(line.bytes().length).put(line.bytes());
    }
    return payload.array();
  }

  private static void text(ByteBuffer to, String text) {
    byte[] bytes = utf8(text);
    to.putShort((short) bytes.length).put(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Of a header and the payload after it, the field of the checksum left out. */
  static int checksum(byte[] frame, int packed) {
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, CHECKSUM_AT);
    crc.update(frame, HEADER, packed);
    return (int) crc.getValue();
  }
}
