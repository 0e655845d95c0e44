package io.logstream.collector.receive;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream into the frames of RELP, the Reliable Event Logging Protocol of rsyslog: {@code
 * TXNR SP COMMAND SP DATALEN [SP DATA] LF}, such as {@code 2 syslog 6 <34>hi}.
 *
 * <p>Of data over the limit it keeps the first bytes, so that a frame of a gigabyte takes no more
 * memory than one of the limit.
 */
final class RelpFramer {

  /** Takes what was cut out of the stream. */
  interface Output {
    /**
     * A whole frame.
     *
     * @param transaction its number, which the answer repeats
     * @param data its first bytes, as many as the limit
     * @param length of the data as sent
     */
    void frame(long transaction, String command, byte[] data, long length);
  }

  /** What came is no frame; where the next one would begin is not known. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  private enum State {
    TRANSACTION,
    COMMAND,
    LENGTH,
    DATA,
    TRAILER
  }

  /** The specification's limits: numbers of nine digits, commands of 32 characters. */
  private static final int MOST_DIGITS = 9;

  private static final int LONGEST_COMMAND = 32;

  private final int limit;
  private State state = State.TRANSACTION;
  private long transaction;
  private int digits;
  private final StringBuilder command = new StringBuilder();
  private long length;
  private long seen;
  private byte[] data = new byte[0];
  private int kept;

  RelpFramer(int limit) {
    this.limit = limit;
  }

  /** Takes all readable bytes. */
  void feed(ByteBuf in, Output out) throws MalformedException {
    while (in.isReadable()) {
      if (state == State.DATA) {
        data(in);
      } else {
        header(in.readByte(), out);
      }
    }
  }

  private void header(byte b, Output out) throws MalformedException {
    switch (state) {
      case TRANSACTION -> {
        if (b == ' ' && digits > 0) {
          next(State.COMMAND);
        } else {
          transaction = transaction * 10 + digit(b, "a transaction number and a blank");
        }
      }
      case COMMAND -> {
        if (b == ' ' && !command.isEmpty()) {
          next(State.LENGTH);
        } else if (isOfCommand(b) && command.length() < LONGEST_COMMAND) {
          command.append((char) b);
        } else {
          throw unexpected("a command and a blank", b);
        }
      }
      case LENGTH -> {
        if (b == ' ' && length > 0) {
          next(State.DATA);
        } else if (b == '\n' && digits > 0 && length == 0) {
          whole(out);
        } else if (b == ' ' && digits > 0) {
          next(State.TRAILER); // Some senders write a blank after a length of 0.
        } else {
          length = length * 10 + digit(b, "the data's length");
        }
      }
      case TRAILER -> {
        if (b != '\n') {
          throw unexpected("a line feed after the data", b);
        }
        whole(out);
      }
      case DATA -> throw new IllegalStateException("data is taken as a whole");
    }
  }

  private void next(State following) {
    state = following;
    digits = 0;
  }

  private int digit(byte b, String expected) throws MalformedException {
    if (b < '0' || b > '9' || ++digits > MOST_DIGITS) {
      throw unexpected(expected, b);
    }
    return b - '0';
  }

  private static boolean isOfCommand(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }

  private static MalformedException unexpected(String expected, byte found) {
    return new MalformedException("relp: expected %s, found byte %d".formatted(expected, found));
  }

  private void data(ByteBuf in) {
    int take = (int) Math.min(length - seen, in.readableBytes());
    int keep = Math.min(take, limit - kept);
    if (kept + keep > data.length) {
      // By what has come, not by what the header promises.
      long room = Math.min(Math.min(length, limit), Math.max(2L * data.length, kept + keep));
      data = Arrays.copyOf(data, (int) room);
    }
    in.readBytes(data, kept, keep).skipBytes(take - keep);
    kept += keep;
    seen += take;
    if (seen == length) {
      next(State.TRAILER);
    }
  }

  private void whole(Output out) {
    byte[] whole = kept == data.length ? data : Arrays.copyOf(data, kept);
    out.frame(transaction, command.toString(), whole, length);
    transaction = 0;
    command.setLength(0);
    length = 0;
    seen = 0;
    kept = 0;
    data = new byte[0];
    next(State.TRANSACTION);
  }

  /** Whether a frame has begun that is not whole yet. */
  boolean isWithinFrame() {
    return state != State.TRANSACTION || digits > 0;
  }

  /** Bytes kept of an unfinished frame. */
  int held() {
    return data.length;
  }

  /** An answer: {@code TXNR rsp LENGTH TEXT}. */
  static byte[] answer(long transaction, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (transaction + " rsp " + bytes + (bytes > 0 ? " " : "") + text + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
