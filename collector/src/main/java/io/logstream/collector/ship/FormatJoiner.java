package io.logstream.collector.ship;

import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.LineJoiner;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Joins lines as their format has it: stack traces to their messages, PostgreSQL's details to their
 * statements. A line of a format of single lines passes at once.
 */
final class FormatJoiner implements RecordJoiner {

  private final LineJoiner<Long> joiner;
  private final LineCutter.Output out;

  /** Where each line ends that was not given out yet, the first line first. */
  private final Deque<Long> ends = new ArrayDeque<>();

  /**
   * @param format the lines' format where it is known, else empty
   */
  FormatJoiner(String format, int limit, LineCutter.Output out) {
    LineJoiner.Limits limits = LineJoiner.Limits.DEFAULT;
    this.joiner =
        new LineJoiner<>(
            Formats.all(),
            Formats.all().named(format),
            new LineJoiner.Limits(limits.lines(), Math.min(limits.bytes(), limit), limits.age()));
    this.out = out;
  }

  @Override
  public void line(long position, byte[] bytes, long end) {
    ends.add(end);
    joiner.add(position, bytes, System.nanoTime(), this::record);
  }

  private void record(long position, byte[] bytes, int lines) {
    long end = position;
    for (int i = 0; i < lines; i++) {
      end = ends.remove();
    }
    out.line(position, bytes, end);
  }

  @Override
  public boolean isOpen() {
    return joiner.deadline().isPresent();
  }

  @Override
  public void flush() {
    joiner.flush(this::record);
  }
}
