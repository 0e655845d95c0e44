package io.logstream.collector.ship;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Joins lines by a pattern: a line that does not match it belongs to the record before. */
final class PatternJoiner implements RecordJoiner {

  /** Lines joined to one record; more begin a new one. */
  private static final int MOST_LINES = 1000;

  private final Pattern start;
  private final int limit;
  private final LineCutter.Output out;

  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private boolean isOpen;
  private int lines;
  private long position;
  private long end;

  PatternJoiner(Pattern start, int limit, LineCutter.Output out) {
    this.start = start;
    this.limit = limit;
    this.out = out;
  }

  @Override
  public void line(long at, byte[] bytes, long lineEnd) {
    boolean isFirst =
        start.matcher(new String(bytes, StandardCharsets.UTF_8)).find()
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

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void flush() {
    if (isOpen) {
      out.line(position, record.toByteArray(), end);
      record.reset();
      isOpen = false;
      lines = 0;
    }
  }
}
