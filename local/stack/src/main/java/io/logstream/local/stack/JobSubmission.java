package io.logstream.local.stack;

import java.util.List;
import java.util.Optional;

/**
 * What to run from a jar.
 *
 * @param mainClass the job's class
 * @param arguments as its {@code main} takes them
 * @param parallelism that of operators without one of their own
 * @param savepoint the savepoint or retained checkpoint to start from
 * @param claimMode who owns that savepoint afterwards: {@code CLAIM} (Flink deletes it once it is
 *     not needed) or {@code NO_CLAIM}
 * @param allowNonRestoredState whether state of an operator that is no longer there is dropped
 *     instead of refused
 */
public record JobSubmission(
    String mainClass,
    List<String> arguments,
    int parallelism,
    Optional<String> savepoint,
    ClaimMode claimMode,
    boolean allowNonRestoredState) {

  /** Flink's ways to treat the files that a job starts from. */
  public enum ClaimMode {
    CLAIM,
    NO_CLAIM
  }

  public JobSubmission {
    arguments = List.copyOf(arguments);
  }

  public static JobSubmission of(String mainClass, int parallelism, String... arguments) {
    return new JobSubmission(
        mainClass, List.of(arguments), parallelism, Optional.empty(), ClaimMode.NO_CLAIM, false);
  }

  public JobSubmission from(String path, ClaimMode mode) {
    return new JobSubmission(
        mainClass, arguments, parallelism, Optional.of(path), mode, allowNonRestoredState);
  }

  public JobSubmission withParallelism(int value) {
    return new JobSubmission(
        mainClass, arguments, value, savepoint, claimMode, allowNonRestoredState);
  }
}
