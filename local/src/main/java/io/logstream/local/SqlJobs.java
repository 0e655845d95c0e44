package io.logstream.local;

import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.sql.SqlException;
import io.logstream.local.sql.SqlJob;
import io.logstream.local.sql.SqlSession;
import io.logstream.local.stack.FlinkJob;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logstream sql jobs}. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the jobs of sql/jobs, or starts those named, each by a compiled plan that is kept.",
      "One that runs is left alone, but with --upgrade, which ends it with a savepoint and starts"
          + " it from that by the same plan; or by a new plan and without state where its query is"
          + " not what it was, which is said."
    })
final class SqlJobs extends SqlCommand {

  private static final Duration STOP = Duration.ofMinutes(2);

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "File names without .sql.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "Start all of them.")
  private boolean all;

  @Option(names = "--upgrade", description = "Those that run are started again, with their state.")
  private boolean upgrade;

  @Override
  int run() {
    Stack stack = stackWithGateway();
    try {
      List<SqlJob> jobs = SqlJob.all(Home.folder().resolve("sql/jobs"));
      if (names.isEmpty() && !all) {
        jobs.forEach(job -> list(job, stack));
        return OK;
      }
      for (String name : names) {
        if (jobs.stream().noneMatch(job -> shortName(job).equals(name))) {
          throw new IllegalArgumentException(
              "sql jobs: expected names of %s, found \"%s\""
                  .formatted(jobs.stream().map(SqlJobs::shortName).toList(), name));
        }
      }
      for (SqlJob job : jobs) {
        if (all || names.contains(shortName(job))) {
          start(job, stack);
        }
      }
      return OK;
    } catch (IOException e) {
      throw new StackException(e.toString(), e);
    } catch (SqlException e) {
      throw new StackException(e.getMessage(), e);
    }
  }

  private void list(SqlJob job, Stack stack) {
    String state = running(job, stack).map(FlinkJob::id).orElse("-");
    say("%-24s %-34s %s", shortName(job), state, job.about());
  }

  private void start(SqlJob job, Stack stack) throws IOException {
    Path plans = stack.folder().folder("sql/plans");
    Optional<FlinkJob> running = running(job, stack);
    if (running.isPresent() && !upgrade) {
      say("%s: runs as %s", shortName(job), running.get().id());
      return;
    }
    Optional<String> savepoint = Optional.empty();
    if (running.isPresent()) {
      String taken =
          stack
              .flink()
              .stopWithSavepoint(
                  running.get().id(), stack.folder().folder("flink/savepoints").toUri(), STOP);
      if (job.hasPlan(plans)) {
        savepoint = Optional.of(taken);
      } else {
        say(
            "%s: another query than before: without state; it ended with %s",
            shortName(job), taken);
      }
    }
    try (SqlSession session = SqlSession.open(stack.sqlGateway())) {
      session.runAll(catalogue(stack).statements(Startup.LATEST));
      if (savepoint.isPresent()) {
        session.runAll(
            List.of("SET 'execution.state-recovery.path' = '%s'".formatted(savepoint.get())));
      }
      String id = job.submit(session, plans);
      say("%s: job %s%s", shortName(job), id, savepoint.map(path -> " from " + path).orElse(""));
    }
  }

  private static Optional<FlinkJob> running(SqlJob job, Stack stack) {
    return stack.flink().running(job.name());
  }

  private static String shortName(SqlJob job) {
    return job.file().getFileName().toString().replaceFirst("\\.sql$", "");
  }

  private void say(String format, Object... values) {
    out().printf(format + "%n", values);
    out().flush();
  }
}
