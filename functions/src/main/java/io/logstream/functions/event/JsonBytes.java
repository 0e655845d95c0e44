package io.logstream.functions.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON in UTF-8. Text is escaped as RFC 8259 asks; an unpaired surrogate, which
 * UTF-8 cannot hold, becomes U+FFFD.
 */
public final class JsonBytes {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What is written of one character, at most, and the quote behind it. */
  private static final int LONGEST_ESCAPE = 7;

  /** The ASCII characters that stand in a string as they are. */
  private static final boolean[] PLAIN = new boolean[0x80];

  static {
    for (char c = 0x20; c < 0x80; c++) {
      PLAIN[c] = c != '"' && c != '\\';
    }
  }

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SECONDS_PER_DAY = 86_400L;

  private final byte[] lastDate = new byte["2024-02-29".length()];
  private long lastDay = Long.MIN_VALUE;
  private byte[] bytes;
  private int size;

  /** An empty buffer with room for so many bytes before it grows. */
  public JsonBytes(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * Makes it empty; the room stays, unless one huge event had made it grow far beyond the usual.
   */
  public JsonBytes reset() {
    size = 0;
    if (bytes.length > 1 << 20) {
      bytes = new byte[4096];
    }
    return this;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  /** One byte as it is. */
  public JsonBytes raw(char c) {
    ensure(1);
    bytes[size++] = (byte) c;
    return this;
  }

  /** Bytes as they are. */
  public JsonBytes raw(byte[] more) {
    ensure(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** A comma, unless nothing stands before it in this object. */
  public JsonBytes separate() {
    if (size > 0 && bytes[size - 1] != '{') {
      raw(',');
    }
    return this;
  }

  /** ASCII text as it is, unquoted. */
  @SuppressWarnings(
      "deprecation") // getBytes(int, int, byte[], int) is the one copy without an encoder for text
  // known to be ASCII.
  public JsonBytes ascii(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, size);
    size += text.length();
    return this;
  }

  /** JSON text as it is, in UTF-8. */
  public JsonBytes text(String json) {
    return raw(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A quoted string. */
  public JsonBytes string(String text) {
    int length = text.length();
    ensure(length + 2);
    // Locals: the fields would be written back at each byte. There is always room for what is left
    // of the text, as it is, and the quote.
    byte[] to = bytes;
    int at = size;
    to[at++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80 && PLAIN[c]) {
        to[at++] = (byte) c;
      } else {
        size = at;
        ensure(length - i + LONGEST_ESCAPE);
        i = special(text, i);
        to = bytes;
        at = size;
      }
    }
    to[at++] = '"';
    size = at;
    return this;
  }

  /** Writes what cannot stand as it is; the place of the last character that it took. */
  private int special(String text, int i) {
    char c = text.charAt(i);
    if (c == '"' || c == '\\') {
      bytes[size++] = '\\';
      bytes[size++] = (byte) c;
    } else if (c < 0x20) {
      control(c);
    } else if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xc0 | (c >> 6));
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
    } else if (!Character.isSurrogate(c)) {
      threeBytes(c);
    } else if (Character.isHighSurrogate(c)
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1))) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      bytes[size++] = (byte) (0xf0 | (point >> 18));
      bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
      bytes[size++] = (byte) (0x80 | (point & 0x3f));
      return i + 1;
    } else {
      threeBytes('\ufffd');
    }
    return i;
  }

  private void threeBytes(char c) {
    bytes[size++] = (byte) (0xe0 | (c >> 12));
    bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
    bytes[size++] = (byte) (0x80 | (c & 0x3f));
  }

  private void control(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '\n' -> bytes[size++] = 'n';
      case '\t' -> bytes[size++] = 't';
      case '\r' -> bytes[size++] = 'r';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xf];
      }
    }
  }

  /** An integer. */
  public JsonBytes number(long value) {
    if (value == Long.MIN_VALUE) {
      return ascii("-9223372036854775808");
    }
    ensure(20);
    long rest = value;
    if (rest < 0) {
      bytes[size++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long power = 10; digits < 19 && rest >= power; power *= 10) {
      digits++;
    }
    digits(rest, digits);
    return this;
  }

  private void digits(long value, int count) {
    if (value <= Integer.MAX_VALUE) {
      digits((int) value, count);
      return;
    }
    long rest = value;
    for (int i = size + count - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += count;
  }

  /** Of an int, whose division the compiler turns into a multiplication of half the width. */
  private void digits(int value, int count) {
    int rest = value;
    for (int i = size + count - 1; i >= size; i--) {
      int tenth = rest / 10;
      bytes[i] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
    size += count;
  }

  /**
   * A time as ISO 8601 in UTC, with three, six or nine digits of the second as it needs; unquoted.
   */
  public JsonBytes time(long epochNanos) {
    ensure(30);
    long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
    long nanos = Math.floorMod(epochNanos, NANOS_PER_SECOND);
    long days = Math.floorDiv(seconds, SECONDS_PER_DAY);
    long second = Math.floorMod(seconds, SECONDS_PER_DAY);
    date(days);
    bytes[size++] = 'T';
    digits(second / 3600, 2);
    bytes[size++] = ':';
    digits(second / 60 % 60, 2);
    bytes[size++] = ':';
    digits(second % 60, 2);
    bytes[size++] = '.';
    if (nanos % 1_000_000 == 0) {
      digits(nanos / 1_000_000, 3);
    } else if (nanos % 1000 == 0) {
      digits(nanos / 1000, 6);
    } else {
      digits(nanos, 9);
    }
    bytes[size++] = 'Z';
    return this;
  }

  /** The date, as it was written last where the day is the same: most events are of today. */
  private void date(long days) {
    if (days != lastDay) {
      int start = size;
      civilDate(days);
      lastDay = days;
      System.arraycopy(bytes, start, lastDate, 0, lastDate.length);
      return;
    }
    System.arraycopy(lastDate, 0, bytes, size, lastDate.length);
    size += lastDate.length;
  }

  /**
   * Days since the epoch to a date, by Howard Hinnant's civil_from_days (public domain): eras of
   * 400 years from 1 March.
   */
  private void civilDate(long days) {
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shiftedMonth = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    digits(year, 4);
    bytes[size++] = '-';
    digits(month, 2);
    bytes[size++] = '-';
    digits(day, 2);
  }
}
