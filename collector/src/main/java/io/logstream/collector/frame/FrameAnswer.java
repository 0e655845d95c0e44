package io.logstream.collector.frame;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What the collector says of a frame.
 *
 * @param text why, where it is not stored
 */
public record FrameAnswer(Kind kind, long number, String text) {

  private static final int LONGEST_TEXT = 1000;

  /** What became of it. */
  public enum Kind {
    STORED,
    /** Not stored, since the collector stops: send it again. */
    COME_AGAIN,
    /** Sending it again will not help; the connection ends. */
    REFUSED
  }

  byte[] encode() {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_TEXT);
    ByteBuffer answer = ByteBuffer.allocate(1 + 8 + 2 + length + 4);
    answer.put((byte) (kind.ordinal() + 1)).putLong(number);
    answer.putShort((short) length).put(bytes, 0, length);
    answer.putInt(checksum(answer.array(), answer.position()));
    return answer.array();
  }

  /**
   * Reads the next answer.
   *
   * @throws IOException if the connection ends, or what comes is no answer
   */
  public static FrameAnswer read(DataInputStream in) throws IOException {
    byte[] head = in.readNBytes(11);
    if (head.length < 11) {
      throw new IOException("the collector closed the connection");
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    int kind = fields.get() - 1;
    long number = fields.getLong();
    int length = fields.getShort();
    if (kind < 0 || kind >= Kind.values().length || length < 0 || length > LONGEST_TEXT) {
      throw new IOException("expected an answer to a frame, found something else");
    }
    byte[] text = in.readNBytes(length);
    byte[] all = Arrays.copyOf(head, 11 + length);
    System.arraycopy(text, 0, all, 11, text.length);
    if (in.readInt() != checksum(all, all.length)) {
      throw new IOException("an answer was damaged on the way");
    }
    return new FrameAnswer(Kind.values()[kind], number, new String(text, StandardCharsets.UTF_8));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
