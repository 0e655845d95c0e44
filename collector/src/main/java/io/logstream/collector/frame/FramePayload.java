package io.logstream.collector.frame;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a frame holds once it is unpacked. A length that goes beyond its end is a {@link
 * BufferUnderflowException}.
 */
final class FramePayload {

  private static final int MOST_HEADERS = 32;

  private final Map<String, String> headers;
  private final ByteBuffer lines;

  FramePayload(byte[] unpacked) throws RefusedFrameException {
    lines = ByteBuffer.wrap(unpacked);
    headers = headers(lines);
  }

  private static Map<String, String> headers(ByteBuffer payload) throws RefusedFrameException {
    int count = payload.getShort();
    if (count < 0 || count > MOST_HEADERS) {
      throw new RefusedFrameException(
          0, "expected at most %d headers, found %d".formatted(MOST_HEADERS, count));
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(payload);
      headers.put(name, text(payload));
    }
    return headers;
  }

  private static String text(ByteBuffer payload) {
    byte[] bytes = new byte[Short.toUnsignedInt(payload.getShort())];
    payload.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** All of its bytes, those of headers and lengths too. */
  int size() {
    return lines.capacity();
  }

  /** A header's value; empty if there is none. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The lines from the first on. */
  Lines lines() {
    return new Lines(lines.duplicate());
  }

  /** Goes from line to line; none is copied before its bytes are asked for. */
  static final class Lines {

    /** What stands behind the line. */
    private final ByteBuffer rest;

    private long position;
    private int size;

    private Lines(ByteBuffer rest) {
      this.rest = rest;
    }

    /** Goes to the next line, at first to the first one; false if there is none. */
    boolean next() {
      if (!rest.hasRemaining()) {
        return false;
      }
      position = rest.getLong();
      size = rest.getInt();
      if (size < 0 || size > rest.remaining()) {
        throw new BufferUnderflowException();
      }
      rest.position(rest.position() + size);
      return true;
    }

    /** Where the line stands in its file. */
    long position() {
      return position;
    }

    /** Of the line, in bytes. */
    int size() {
      return size;
    }

    byte[] bytes() {
      byte[] bytes = new byte[size];
      rest.get(rest.position() - size, bytes);
      return bytes;
    }
  }
}
