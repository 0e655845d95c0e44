package io.logstream.collector.http;

/** The lines of a body, one after the other, without their ends. */
final class BodyLines {

  private final byte[] body;
  private int next;
  private int from;
  private int to;
  private int number;

  BodyLines(byte[] body) {
    this.body = body;
  }

  /** Goes to the next line; false at the end. */
  boolean next() {
    if (next >= body.length) {
      return false;
    }
    from = next;
    to = from;
    while (to < body.length && body[to] != '\n') {
      to++;
    }
    next = to + 1;
    if (to > from && body[to - 1] == '\r') {
      to--;
    }
    number++;
    return true;
  }

  /** The place of the line's first byte. */
  int from() {
    return from;
  }

  /** The place after its last. */
  int to() {
    return to;
  }

  /** Counted from 1. */
  int number() {
    return number;
  }

  boolean isEmpty() {
    return from == to;
  }
}
