package io.logstream.local.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job on the Flink cluster as a member of the stack. It ends with a savepoint and starts from
 * where it ended: from that savepoint, or from its last checkpoint if the cluster was killed, so
 * that a stack that was down loses nothing and repeats nothing.
 */
public final class JobMember implements Member {

  /** Half a dozen jobs that start at once on two busy cores take minutes. */
  private static final Duration RUN_LIMIT = Duration.ofMinutes(5);

  private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(2);

  private final Stack stack;
  private final String name;
  private final Path jar;
  private final JobSubmission submission;
  private final List<? extends Member> needs;

  /**
   * @param name the name that the job gives itself
   * @param jar the jar that holds it
   * @param needs besides the Flink cluster
   */
  public JobMember(
      Stack stack, String name, Path jar, JobSubmission submission, List<? extends Member> needs) {
    this.stack = stack;
    this.name = name;
    this.jar = jar;
    this.submission = submission;
    this.needs = needs;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Member> needs() {
    return Stream.<Member>concat(stack.taskManagers().stream(), needs.stream()).toList();
  }

  @Override
  public void start() {
    start(submission.parallelism());
  }

  /** Starts it with another parallelism than its usual one. */
  public void start(int parallelism) {
    // Claimed, the savepoint is deleted once checkpoints have replaced it.
    start(parallelism, JobSubmission.ClaimMode.CLAIM);
  }

  /**
   * Starts it.
   *
   * @param claimMode what becomes of the savepoint or checkpoint that it starts from
   */
  public void start(int parallelism, JobSubmission.ClaimMode claimMode) {
    FlinkRest flink = stack.flink();
    Optional<FlinkJob> already = flink.running(name);
    if (already.isPresent()) {
      flink.awaitRunning(already.get().id(), RUN_LIMIT);
      return;
    }
    JobHistory history = history();
    JobSubmission wanted = submission.withParallelism(parallelism);
    Optional<String> from = history.lastState();
    JobSubmission complete = from.map(path -> wanted.from(path, claimMode)).orElse(wanted);
    String id = flink.run(JarUpload.of(flink, jar), complete);
    try {
      flink.awaitRunning(id, RUN_LIMIT);
    } catch (StackException e) {
      if (!flink.state(id).isFinal()) {
        flink.cancel(id);
      }
      throw new StackException("the job %s does not start: %s".formatted(name, e.getMessage()), e);
    }
    history.started(id, from);
  }

  /** Starts it with its usual parallelism. */
  public void startAsUsual(JobSubmission.ClaimMode claimMode) {
    start(submission.parallelism(), claimMode);
  }

  @Override
  public void stop() {
    stopWithSavepoint();
  }

  /** Ends it with a savepoint and returns where that lies; empty if it does not run. */
  public Optional<String> stopWithSavepoint() {
    FlinkRest flink = stack.flink();
    return flink
        .running(name)
        .map(
            job -> {
              String savepoint =
                  flink.stopWithSavepoint(job.id(), savepointFolder(), SAVEPOINT_LIMIT);
              history().stopped(savepoint);
              return savepoint;
            });
  }

  /** Where its next start begins: a savepoint or a checkpoint; empty for a start from nothing. */
  public Optional<String> startsFrom() {
    return history().lastState();
  }

  /** Forgets its state: its next start begins from nothing. */
  public void forget() {
    history().forget();
  }

  @Override
  public boolean isRunning() {
    return job().isPresent();
  }

  /** The job as the cluster lists it; empty if it does not run or the cluster does not answer. */
  public Optional<FlinkJob> job() {
    try {
      return stack.flink().running(name);
    } catch (StackException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> whyNotReady() {
    return job()
        .map(
            job ->
                job.state() == JobState.RUNNING
                    ? Optional.<String>empty()
                    : Optional.of(job.state().name()))
        .orElse(Optional.of("not running"));
  }

  @Override
  public String address() {
    return job().map(job -> stack.flink().page(job.id())).orElse("");
  }

  private URI savepointFolder() {
    return stack.folder().folder("flink/savepoints").resolve(name).toUri();
  }

  private JobHistory history() {
    return new JobHistory(stack.folder(), name);
  }
}
