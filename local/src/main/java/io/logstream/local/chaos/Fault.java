package io.logstream.local.chaos;

/** What is done to a running stack. */
public enum Fault {
  /** SIGKILL: the process has no time to write anything down. Afterwards it is started again. */
  KILL("kills the process and starts it again after the time given"),
  /**
   * SIGSTOP: connections stay and nothing answers, which is what its peers see of a network
   * partition too.
   */
  PAUSE("stops the process for the time given: it answers nobody, and its connections stay"),
  /** SIGSTOP and SIGCONT in turn: the process has a tenth of the time. */
  SLOW("lets the process run for a tenth of the time given, in turns of a second"),
  /** As many lines as one sender can get rid of. */
  FILL("sends lines as fast as they are taken for the time given"),
  /** All lines of one sender, whose clock is an hour ahead: one key, and times from the future. */
  SKEW("sends lines of one sender whose clock is an hour ahead for the time given"),
  /** Bytes between the regions wait, connections stay. */
  CUT("cuts the link between two regions for the time given: nothing passes, nobody is told");

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  /** For a person. */
  public String description() {
    return description;
  }

  /** Whether it is done to a process rather than by more traffic. */
  public boolean needsTarget() {
    return this == KILL || this == PAUSE || this == SLOW;
  }
}
