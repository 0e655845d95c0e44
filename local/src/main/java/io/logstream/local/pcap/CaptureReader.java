package io.logstream.local.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the frames of a capture: pcap with micro- or nanoseconds and pcapng, in either byte order.
 * The formats are draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
 */
public final class CaptureReader {

  private static final int PCAP_MICROS = 0xa1b2c3d4;
  private static final int PCAP_NANOS = 0xa1b23c4d;
  private static final int SECTION = 0x0a0d0d0a;
  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;
  private static final int OPTION_RESOLUTION = 9;

  /** No link carries a longer frame; a larger number is no length. */
  private static final int LARGEST = 1 << 24;

  /**
   * A frame.
   *
   * @param time nanoseconds since the epoch
   * @param link the LINKTYPE number
   * @param bytes as far as they were captured
   */
  public record Frame(long time, int link, byte[] bytes) {}

  /** An interface of a pcapng section: its link, and how many units of time a second has. */
  private record Interface(int link, long perSecond) {}

  private final InputStream in;
  private final List<Interface> interfaces = new ArrayList<>();
  private final boolean isNext;
  private ByteOrder order = ByteOrder.BIG_ENDIAN;
  private long offset;
  private long lastTime;

  /**
   * Reads the header.
   *
   * @throws IOException if it is no capture
   */
  public CaptureReader(InputStream in) throws IOException {
    this.in = in;
    int magic = ByteBuffer.wrap(exactly(4)).getInt();
    isNext = magic == SECTION;
    if (isNext) {
      section();
    } else {
      pcap(magic);
    }
  }

  private void pcap(int magic) throws IOException {
    int swapped = Integer.reverseBytes(magic);
    boolean isBig = magic == PCAP_MICROS || magic == PCAP_NANOS;
    if (!isBig && swapped != PCAP_MICROS && swapped != PCAP_NANOS) {
      throw new IOException(
          "capture: expected pcap or pcapng, found magic 0x%08x".formatted(magic));
    }
    order = isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    boolean isNanos = magic == PCAP_NANOS || swapped == PCAP_NANOS;
    ByteBuffer header = buffer(exactly(20));
    interfaces.add(new Interface(header.getInt(16) & 0xffff, isNanos ? 1_000_000_000L : 1_000_000));
  }

  /** Whether a file that begins so may be a capture. */
  public static boolean isCapture(byte[] start) {
    if (start.length < 4) {
      return false;
    }
    int magic = ByteBuffer.wrap(start).getInt();
    int swapped = Integer.reverseBytes(magic);
    return magic == SECTION
        || magic == PCAP_MICROS
        || magic == PCAP_NANOS
        || swapped == PCAP_MICROS
        || swapped == PCAP_NANOS;
  }

  /** The next frame; empty at the end. */
  public Optional<Frame> next() throws IOException {
    return isNext ? nextOfBlocks() : nextOfPcap();
  }

  private Optional<Frame> nextOfPcap() throws IOException {
    byte[] head = in.readNBytes(16);
    if (head.length == 0) {
      return Optional.empty();
    }
    if (head.length < 16) {
      throw cut();
    }
    offset += 16;
    ByteBuffer header = buffer(head);
    Interface on = interfaces.get(0);
    long nanos = (header.getInt(4) & 0xffffffffL) * (1_000_000_000L / on.perSecond);
    long time = (header.getInt(0) & 0xffffffffL) * 1_000_000_000L + nanos;
    return Optional.of(new Frame(time, on.link, exactly(length(header.getInt(8)))));
  }

  private Optional<Frame> nextOfBlocks() throws IOException {
    while (true) {
      byte[] head = in.readNBytes(4);
      if (head.length == 0) {
        return Optional.empty();
      }
      if (head.length < 4) {
        throw cut();
      }
      offset += 4;
      int type = buffer(head).getInt();
      if (type == SECTION) {
        section();
        continue;
      }
      int length = length(buffer(exactly(4)).getInt());
      if (length < 12) {
        throw new IOException("capture: expected a block of 12 bytes or more at byte " + offset);
      }
      ByteBuffer body = buffer(exactly(length - 12));
      exactly(4);
      try {
        switch (type) {
          case INTERFACE -> interfaces.add(description(body));
          case ENHANCED_PACKET -> {
            return Optional.of(enhanced(body));
          }
          case SIMPLE_PACKET -> {
            int captured = Math.min(body.getInt(0), body.limit() - 4);
            return Optional.of(
                new Frame(lastTime, interfaces.get(0).link, bytes(body, 4, captured)));
          }
          default -> {}
        }
      } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException e) {
        throw new IOException("capture: expected a whole block before byte " + offset, e);
      }
    }
  }

  private void section() throws IOException {
    byte[] length = exactly(4);
    byte[] magic = exactly(4);
    order =
        ByteBuffer.wrap(magic).getInt() == BYTE_ORDER
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    if (buffer(magic).getInt() != BYTE_ORDER) {
      throw new IOException("capture: expected a section's byte order at byte " + (offset - 4));
    }
    int rest = length(buffer(length).getInt()) - 12;
    if (rest < 0) {
      throw new IOException("capture: expected a section header before byte " + offset);
    }
    exactly(rest);
    interfaces.clear();
  }

  private static Interface description(ByteBuffer body) {
    int link = body.getShort(0) & 0xffff;
    long perSecond = 1_000_000;
    int at = 8;
    while (at + 4 <= body.limit()) {
      int code = body.getShort(at) & 0xffff;
      int length = body.getShort(at + 2) & 0xffff;
      if (code == OPTION_RESOLUTION && length == 1) {
        int value = body.get(at + 4);
        perSecond = value < 0 ? 1L << Math.min(62, value & 0x7f) : (long) Math.pow(10, value);
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    return new Interface(link, Math.max(1, perSecond));
  }

  private Frame enhanced(ByteBuffer body) {
    Interface on = interfaces.get(body.getInt(0));
    long units = (long) body.getInt(4) << 32 | body.getInt(8) & 0xffffffffL;
    long seconds = Long.divideUnsigned(units, on.perSecond);
    long rest = Long.remainderUnsigned(units, on.perSecond);
    lastTime = seconds * 1_000_000_000L + (long) (rest * (1e9 / on.perSecond));
    return new Frame(lastTime, on.link, bytes(body, 20, body.getInt(12)));
  }

  /** Takes no room for more than there is. */
  private static byte[] bytes(ByteBuffer body, int from, int length) {
    return Arrays.copyOfRange(
        body.array(), from, from + Objects.checkIndex(length, body.limit() - from + 1));
  }

  private int length(int length) throws IOException {
    if (length < 0 || length > LARGEST) {
      throw new IOException(
          "capture: expected a length of at most %d before byte %d, found %d"
              .formatted(LARGEST, offset, length & 0xffffffffL));
    }
    return length;
  }

  private ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(order);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw cut();
    }
    offset += length;
    return bytes;
  }

  private EOFException cut() {
    return new EOFException("capture: cut off after byte " + offset);
  }
}
