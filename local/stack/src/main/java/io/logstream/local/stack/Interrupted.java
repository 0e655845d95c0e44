package io.logstream.local.stack;

/** What a wait that was interrupted ends with. */
final class Interrupted {

  private Interrupted() {}

  static StackException whileWaitingFor(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StackException("interrupted while waiting for " + what, e);
  }
}
