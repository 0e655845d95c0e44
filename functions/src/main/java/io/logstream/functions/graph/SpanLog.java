package io.logstream.functions.graph;

import java.util.List;

/**
 * What one service logged while it served one request of a trace: the lines that bear the same span
 * id.
 *
 * @param spanId the span's id, unique within the trace
 * @param service whose lines they are
 * @param lines at least one, in the order of their times
 */
public record SpanLog(String spanId, String service, List<Line> lines) {

  /**
   * A line.
   *
   * @param at nanoseconds since the epoch
   * @param template what the line is an instance of: its template's id, or the place in the code
   *     that wrote it
   */
  public record Line(long at, String template) {}

  public SpanLog {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("expected at least one line of span " + spanId);
    }
    lines = List.copyOf(lines);
  }

  /** The time of the first line. */
  public long first() {
    return lines.get(0).at();
  }

  /** The time of the last line. */
  public long last() {
    return lines.get(lines.size() - 1).at();
  }

  /** The number of lines not later than a time. */
  int linesUntil(long at) {
    int low = 0;
    int high = lines.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (lines.get(middle).at() <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
