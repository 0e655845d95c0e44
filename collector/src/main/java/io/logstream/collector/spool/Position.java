package io.logstream.collector.spool;

/**
 * A place between two entries.
 *
 * @param segment the segment's number
 * @param offset bytes from its start
 */
record Position(long segment, long offset) implements Comparable<Position> {

  @Override
  public int compareTo(Position other) {
    int bySegment = Long.compare(segment, other.segment);
    return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
  }
}
