package io.logstream.collector.frame;

/** What is not a frame ends the connection: where the next one would begin is not known. */
final class RefusedFrameException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long number;

  /** A refusal of the frame of this number; 0 where that is not known. */
  RefusedFrameException(long number, String message) {
    super(message, null, false, false);
    this.number = number;
  }

  long number() {
    return number;
  }
}
