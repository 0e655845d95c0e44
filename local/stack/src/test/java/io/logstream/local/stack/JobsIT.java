package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.local.stack.junit.StackExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs start, end with a savepoint and go on from it. */
final class JobsIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @TempDir static Path folder;

  @Test
  void aJobGoesOnFromWhereItEnded() throws Exception {
    FlinkRest flink = STACK.flink();
    JobMember job = job("--run");
    job.start();
    String first = flink.running(CountingJob.NAME).orElseThrow().id();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> flink.completedCheckpoints(first) > 0);

    job.start();
    assertThat(flink.running(CountingJob.NAME).orElseThrow().id()).isEqualTo(first);

    String savepoint = job.stopWithSavepoint().orElseThrow();
    assertThat(job.isRunning()).isFalse();
    assertThat(job.startsFrom()).contains(savepoint);

    job.start(2);
    String second = flink.running(CountingJob.NAME).orElseThrow().id();
    assertThat(restoredFrom(flink, second)).isEqualTo(savepoint);
    flink.cancel(second);
  }

  @Test
  void aJobThatWasKilledGoesOnFromItsLastCheckpoint() throws Exception {
    FlinkRest flink = STACK.flink();
    JobMember job = job("--run");
    job.forget();
    job.start();
    String first = flink.running(CountingJob.NAME).orElseThrow().id();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> flink.completedCheckpoints(first) > 1);
    STACK.stack().jobManagers().get(0).kill();
    STACK.stack().start(STACK.stack().taskManagers());

    job.start();
    String second = flink.running(CountingJob.NAME).orElseThrow().id();
    assertThat(restoredFrom(flink, second)).contains(first).contains("/chk-");
    flink.cancel(second);
  }

  @Test
  void aJobThatFailsSaysWhy() throws Exception {
    JobMember job = job("--fail");
    assertThatThrownBy(job::start).hasMessageContaining("told to fail");
  }

  private static String restoredFrom(FlinkRest flink, String job) {
    return flink
        .get("/jobs/" + job + "/checkpoints")
        .path("latest")
        .path("restored")
        .path("external_path")
        .asText();
  }

  private static JobMember job(String argument) throws Exception {
    return new JobMember(
        STACK.stack(),
        CountingJob.NAME,
        JobJar.in(folder),
        JobSubmission.of(CountingJob.class.getName(), 1, argument),
        List.of());
  }
}
