package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job goes on when the leading JobManager or the TaskManager that runs it is killed. */
final class HighAvailabilityIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static Stack stack;
  private static String job;

  @BeforeAll
  static void start() throws Exception {
    stack =
        new Stack(
            StackOptions.forTests(folder.resolve("stack"))
                .withJobManagers(2)
                .withTaskManagers(2)
                .withTaskSlots(2));
    stack.start(stack.taskManagers());
    JobMember member =
        new JobMember(
            stack,
            CountingJob.NAME,
            JobJar.in(folder),
            JobSubmission.of(CountingJob.class.getName(), 2, "--run"),
            List.of());
    member.start();
    job = stack.flink().running(CountingJob.NAME).orElseThrow().id();
    awaitCheckpoint();
  }

  @AfterAll
  static void end() {
    stack.delete();
  }

  @Test
  void theJobSurvivesItsLeader() {
    FlinkJobManager leader = stack.leadingJobManager().orElseThrow();
    leader.kill();

    stack.flink().awaitRunning(job, LIMIT);
    FlinkJobManager next =
        Awaitility.await()
            .atMost(LIMIT)
            .until(stack::leadingJobManager, java.util.Optional::isPresent)
            .orElseThrow();
    assertThat(next).isNotEqualTo(leader);
    awaitCheckpoint();
    assertThat(restored()).isPositive();

    leader.start();
    assertThat(leader.leads()).isFalse();
  }

  @Test
  void theJobSurvivesItsTaskManager() {
    long before = restored();
    // Of two TaskManagers with two slots each one has the job's two tasks or both have one.
    FlinkTaskManager killed = stack.taskManagers().get(0);
    killed.kill();
    stack.taskManagers().get(1).awaitReady();

    stack.flink().awaitRunning(job, LIMIT);
    awaitCheckpoint();
    killed.start();
    killed = stack.taskManagers().get(1);
    killed.kill();
    stack.flink().awaitRunning(job, LIMIT);
    awaitCheckpoint();
    killed.start();
    // One of the two ran the job at least.
    assertThat(restored()).isGreaterThan(before);
  }

  private static long restored() {
    return stack
        .flink()
        .get("/jobs/" + job + "/checkpoints")
        .path("counts")
        .path("restored")
        .asLong();
  }

  private static void awaitCheckpoint() {
    long before = stack.flink().completedCheckpoints(job);
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> stack.flink().completedCheckpoints(job) > before);
  }
}
