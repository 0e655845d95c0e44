package io.logstream.local.stack;

import java.util.List;
import java.util.Optional;

/**
 * Something that a stack starts and ends: a process, a job on the Flink cluster, or a preparation
 * such as the topics. Starting what runs and ending what does not are without effect.
 */
public interface Member {

  /** Its name, unique in the stack. */
  String name();

  /** What must be ready before this is started, and ends after it. */
  List<? extends Member> needs();

  /** Starts it and returns when it is ready. */
  void start();

  void stop();

  /** Whether there is something to stop. */
  boolean isRunning();

  /** Why it is not ready; empty if it is. */
  Optional<String> whyNotReady();

  /** What a person opens or a client connects to; empty where there is nothing. */
  String address();
}
