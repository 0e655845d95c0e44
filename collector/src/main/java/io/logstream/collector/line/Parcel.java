package io.logstream.collector.line;

import java.util.List;

/**
 * Lines that one sender handed over at once, in order, and who wants to know when they are safe.
 */
public record Parcel(List<Line> lines, Receipt receipt) {

  /**
   * What one line takes beside its bytes, counted for a record of two headers of its own: with the
   * shortest of lines, memory is this and hardly anything else.
   */
  public static final int OVERHEAD = 450;

  /** The memory that it takes, roughly. */
  public long bytes() {
    long sum = 0;
    for (Line line : lines) {
      sum += line.bytes().length + OVERHEAD;
    }
    return sum;
  }
}
