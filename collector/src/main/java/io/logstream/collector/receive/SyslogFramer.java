package io.logstream.collector.receive;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts a TCP stream into messages as RFC 6587 has it, telling the two framings apart message by
 * message: octet counting ({@code 5 <34>x}) where digits, a blank and {@code <} come, else a line
 * up to the line feed. Plain lines that are no syslog pass as well.
 *
 * <p>Keeps at most the line limit of an unfinished message; of one that is longer, the first bytes.
 */
public final class SyslogFramer {

  /** What was cut out of the stream. */
  public interface Output {
    /** A whole message, without its end. */
    void line(byte[] bytes);

    /**
     * A message over the limit.
     *
     * @param head its first bytes, as many as the limit
     * @param length of the whole
     */
    void tooLong(byte[] head, long length);

    /** The stream ended within a message that said how long it is. */
    void cutShort(byte[] head, long expected);
  }

  private enum State {
    START,
    COUNTED,
    LINE
  }

  /** More digits than any message has: a line that starts with a number. */
  private static final int MOST_DIGITS = 10;

  private final int limit;
  private State state = State.START;

  /** The message so far, its first {@link #limit} bytes. */
  private byte[] head = new byte[256];

  private int headSize;

  /** Bytes of the message so far, those left out included. */
  private long seen;

  /** {@link State#COUNTED}: the length that it said. */
  private long counted;

  /** A framer at the start of a stream. */
  public SyslogFramer(int limit) {
    this.limit = limit;
  }

  /** Takes all readable bytes. */
  public void feed(ByteBuf in, Output out) {
    while (in.isReadable()) {
      switch (state) {
        case START -> start(in);
        case COUNTED -> counted(in, out);
        case LINE -> line(in, out);
      }
    }
  }

  /** The first bytes decide: they are collected until they do. */
  private void start(ByteBuf in) {
    byte b = in.getByte(in.readerIndex());
    boolean isDigit = b >= '0' && b <= '9' && !(headSize == 0 && b == '0');
    boolean hasBlank = headSize > 0 && head[headSize - 1] == ' ';
    if (hasBlank && b == '<') {
      counted = number();
      reset();
      state = State.COUNTED;
    } else if (!hasBlank && ((isDigit && headSize < MOST_DIGITS) || (b == ' ' && headSize > 0))) {
      in.skipBytes(1);
      keep(b);
    } else {
      state = State.LINE;
    }
  }

  private long number() {
    long value = 0;
    for (int i = 0; i < headSize - 1; i++) {
      value = value * 10 + head[i] - '0';
    }
    return value;
  }

  private void counted(ByteBuf in, Output out) {
    int take = (int) Math.min(counted - seen, in.readableBytes());
    if (seen == 0 && take == counted && counted <= limit) {
      byte[] message = new byte[take];
      in.readBytes(message);
      state = State.START;
      whole(message, out);
      return;
    }
    keep(in, take);
    if (seen == counted) {
      message(out);
    }
  }

  private void line(ByteBuf in, Output out) {
    int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int take = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
    if (end >= 0 && seen == 0 && take <= limit) {
      byte[] message = new byte[take];
      in.readBytes(message).skipBytes(1);
      state = State.START;
      whole(message, out);
      return;
    }
    keep(in, take);
    if (end >= 0) {
      in.skipBytes(1);
      message(out);
    }
  }

  private void message(Output out) {
    if (seen > limit) {
      out.tooLong(Arrays.copyOf(head, headSize), seen);
    } else {
      whole(Arrays.copyOf(head, headSize), out);
    }
    reset();
  }

  /** An end of line at its end is the framing's; an empty message is a sender's sign of life. */
  private static void whole(byte[] message, Output out) {
    int length = message.length;
    while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == '\r')) {
      length--;
    }
    if (length > 0) {
      out.line(length == message.length ? message : Arrays.copyOf(message, length));
    }
  }

  private void keep(byte b) {
    room(1);
    head[headSize++] = b;
    seen++;
  }

  private void keep(ByteBuf in, int count) {
    int kept = Math.min(count, limit - headSize);
    if (kept > 0) {
      room(kept);
      in.readBytes(head, headSize, kept);
      headSize += kept;
    }
    in.skipBytes(count - Math.max(0, kept));
    seen += count;
  }

  private void room(int more) {
    if (headSize + more > head.length) {
      head =
          Arrays.copyOf(
              head, Math.min(Math.max(limit, 16), Math.max(head.length * 2, headSize + more)));
    }
  }

  private void reset() {
    state = State.START;
    headSize = 0;
    seen = 0;
    if (head.length > 1 << 16) {
      head = new byte[256];
    }
  }

  /** Bytes kept of an unfinished message. */
  public int held() {
    return headSize;
  }

  /** Whether a message has begun that is not whole yet. */
  public boolean isWithinMessage() {
    return state != State.START || headSize > 0;
  }

  /** The stream has ended: an unfinished line is a line, an unfinished counted message is not. */
  public void end(Output out) {
    if (state == State.COUNTED) {
      out.cutShort(Arrays.copyOf(head, headSize), counted);
      reset();
    } else if (seen > 0) {
      message(out);
    }
  }
}
