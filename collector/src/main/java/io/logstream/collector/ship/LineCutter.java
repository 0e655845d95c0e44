package io.logstream.collector.ship;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the bytes of a file into lines, and tells where each ends. In an encoding of more bytes a
 * character (UTF-16, UTF-32) the line feed is looked for at whole characters. A line over the limit
 * is cut into several.
 */
final class LineCutter {

  /** Takes a line. */
  @FunctionalInterface
  interface Output {
    /**
     * @param position of its first byte
     * @param bytes in UTF-8, without its end
     * @param end the position after its end
     */
    void line(long position, byte[] bytes, long end);
  }

  private final Charset encoding;
  private final byte[] lineFeed;
  private final int limit;

  private byte[] rest = new byte[8192];
  private int size;
  private int searched;

  /** The position of the first byte of {@link #rest}. */
  private long position;

  /**
   * @param position where in its file the first byte comes from
   */
  LineCutter(Charset encoding, int limit, long position) {
    this.encoding = encoding;
    this.lineFeed = lineFeed(encoding);
    this.limit = limit - limit % lineFeed.length;
    this.position = position;
  }

  private static byte[] lineFeed(Charset encoding) {
    byte[] bytes = "\n".getBytes(encoding);
    // UTF-16 without an order of bytes writes a mark first.
    return bytes.length == 4 && encoding.equals(StandardCharsets.UTF_16)
        ? new byte[] {0, '\n'}
        : bytes;
  }

  void feed(byte[] bytes, int count, Output out) {
    if (size + count > rest.length) {
      rest = Arrays.copyOf(rest, Math.max(rest.length * 2, size + count));
    }
    System.arraycopy(bytes, 0, rest, size, count);
    size += count;
    int start = 0;
    int end = find(Math.max(searched, start));
    while (end >= 0 || size - start >= limit) {
      if (end < 0 || end - start > limit) {
        emit(start, start + limit, start + limit, out);
        start += limit;
        end = end >= start ? end : find(start);
      } else {
        emit(start, end, end + lineFeed.length, out);
        start = end + lineFeed.length;
        end = find(start);
      }
    }
    System.arraycopy(rest, start, rest, 0, size - start);
    size -= start;
    position += start;
    searched = size - size % lineFeed.length;
  }

  private int find(int from) {
    for (int i = from; i + lineFeed.length <= size; i += lineFeed.length) {
      int same = 0;
      while (same < lineFeed.length && rest[i + same] == lineFeed[same]) {
        same++;
      }
      if (same == lineFeed.length) {
        return i;
      }
    }
    return -1;
  }

  private void emit(int from, int to, int end, Output out) {
    byte[] line;
    if (encoding.equals(StandardCharsets.UTF_8)) {
      int trimmed = to > from && rest[to - 1] == '\r' ? to - 1 : to;
      line = Arrays.copyOfRange(rest, from, trimmed);
    } else {
      String text = new String(rest, from, to - from, encoding);
      text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      line = text.replace("\ufeff", "").getBytes(StandardCharsets.UTF_8);
    }
    out.line(position + from, line, position + end);
  }

  /** The file has ended for good: what is left is its last line. */
  void end(Output out) {
    if (size > 0) {
      emit(0, size, size, out);
      position += size;
      size = 0;
      searched = 0;
    }
  }

  /** The position after the last whole line. */
  long position() {
    return position;
  }

  /** Bytes of an unfinished line. */
  int unfinished() {
    return size;
  }
}
