package io.logstream.local.stack;

/** The state of a job, by Flink's names. */
public enum JobState {
  INITIALIZING,
  CREATED,
  RUNNING,
  RESTARTING,
  FAILING,
  FAILED,
  CANCELLING,
  CANCELED,
  FINISHED,
  SUSPENDED,
  RECONCILING;

  /** Whether it stays so. */
  public boolean isFinal() {
    return this == FAILED || this == CANCELED || this == FINISHED;
  }
}
