package io.logstream.collector.ship;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Joins the lines of one record, such as a stack trace to its message: a line that does not match
 * the pattern belongs to the record before. Without a pattern, each line is a record.
 */
final class RecordJoiner implements LineCutter.Output {

  /** Lines joined to one record; more begin a new one. */
  private static final int MOST_LINES = 1000;

  private final Optional<Pattern> start;
  private final int limit;
  private final LineCutter.Output out;

  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private boolean isOpen;
  private int lines;
  private long position;
  private long end;

  RecordJoiner(Optional<Pattern> start, int limit, LineCutter.Output out) {
    this.start = start;
    this.limit = limit;
    this.out = out;
  }

  @Override
  public void line(long at, byte[] bytes, long lineEnd) {
    if (start.isEmpty()) {
      out.line(at, bytes, lineEnd);
      return;
    }
    boolean isFirst =
        start.get().matcher(new String(bytes, StandardCharsets.UTF_8)).find()
            || lines >= MOST_LINES
            || record.size() + bytes.length > limit;
    if (isFirst) {
      flush();
    }
    if (isOpen) {
      record.write('\n');
    } else {
      position = at;
      isOpen = true;
    }
    record.writeBytes(bytes);
    lines++;
    end = lineEnd;
  }

  /** Whether a record waits for more lines. */
  boolean isOpen() {
    return isOpen;
  }

  /** No more lines of this record are waited for. */
  void flush() {
    if (isOpen) {
      out.line(position, record.toByteArray(), end);
      record.reset();
      isOpen = false;
      lines = 0;
    }
  }
}
