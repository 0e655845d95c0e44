package io.logstream.local;

import io.logstream.local.stack.JobMember;
import io.logstream.local.stack.JobSubmission.ClaimMode;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logstream jobs}: the jobs of the running stack, moved without losing their state. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Lists, stops, starts, upgrades and rescales the jobs of the running stack.",
    synopsisSubcommandLabel = "ACTION",
    subcommands = {
      CommandLine.HelpCommand.class,
      Jobs.ListThem.class,
      Jobs.Stop.class,
      Jobs.Start.class,
      Jobs.Upgrade.class,
      Jobs.Rescale.class
    })
final class Jobs {

  private static final int USUAL = 0;

  private Jobs() {}

  /** What the actions have in common. */
  abstract static class Action extends StackCommand {

    final List<JobMember> all() {
      return stack().members().stream()
          .filter(JobMember.class::isInstance)
          .map(JobMember.class::cast)
          .toList();
    }

    final JobMember named(String name) {
      return all().stream()
          .filter(job -> job.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new StackException(
                      "no job \"%s\"; there are %s"
                          .formatted(
                              name,
                              String.join(", ", all().stream().map(JobMember::name).toList()))));
    }

    final void start(JobMember job, int parallelism, ClaimMode claimMode) {
      String from = job.startsFrom().map(path -> " from " + path).orElse(" from nothing");
      if (parallelism == USUAL) {
        job.startAsUsual(claimMode);
      } else {
        job.start(parallelism, claimMode);
      }
      say("%s runs%s".formatted(job.name(), from));
    }

    final void stop(JobMember job) {
      say(
          job.stopWithSavepoint()
              .map(savepoint -> "%s ended with %s".formatted(job.name(), savepoint))
              .orElse(job.name() + " does not run"));
    }

    final void say(String line) {
      out().println(line);
      out().flush();
    }

    private Stack stack() {
      return LocalSystem.whole(startedOptions());
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows each job: its state, and what it would start from.")
  static final class ListThem extends Action {

    @Override
    int run() {
      for (JobMember job : all()) {
        String state = job.job().map(running -> running.state().name()).orElse("STOPPED");
        say(
            "%-14s %-12s %s"
                .formatted(
                    job.name(),
                    state,
                    job.isRunning() ? job.address() : job.startsFrom().orElse("-")));
      }
      return OK;
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Ends a job with a savepoint, from which its next start goes on.")
  static final class Stop extends Action {

    @Parameters(paramLabel = "JOB", description = "As \"logstream jobs list\" names it.")
    private String name;

    @Override
    int run() {
      notes().exclusively(() -> stop(named(name)));
      return OK;
    }
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Starts a job from the savepoint or checkpoint that it ended with.")
  static final class Start extends Action {

    @Parameters(paramLabel = "JOB", description = "As \"logstream jobs list\" names it.")
    private String name;

    @Option(
        names = "--parallelism",
        paramLabel = "N",
        defaultValue = "0",
        description = "Its parallelism. Default: the usual one of the job.")
    private int parallelism;

    @Option(
        names = "--claim-mode",
        paramLabel = "MODE",
        defaultValue = "CLAIM",
        description =
            "Whose the savepoint is afterwards: CLAIM, the job's, which deletes it once checkpoints"
                + " have replaced it; NO_CLAIM, yours. Default: ${DEFAULT-VALUE}.")
    private ClaimMode claimMode;

    @Option(
        names = "--from-nothing",
        description = "Without any state: what is known is forgotten.")
    private boolean fromNothing;

    @Override
    int run() {
      notes()
          .exclusively(
              () -> {
                JobMember job = named(name);
                if (fromNothing) {
                  job.forget();
                }
                start(job, parallelism, claimMode);
              });
      return OK;
    }
  }

  @Command(
      name = "upgrade",
      mixinStandardHelpOptions = true,
      description =
          "Ends a job with a savepoint and starts it from that with the jobs' jar as it was built"
              + " last. The savepoint stays, to go back to.")
  static final class Upgrade extends Action {

    @Parameters(paramLabel = "JOB", description = "As \"logstream jobs list\" names it.")
    private String name;

    @Override
    int run() {
      notes()
          .exclusively(
              () -> {
                JobMember job = named(name);
                stop(job);
                start(job, USUAL, ClaimMode.NO_CLAIM);
              });
      return OK;
    }
  }

  @Command(
      name = "rescale",
      mixinStandardHelpOptions = true,
      description = "Ends a job with a savepoint and starts it from that with another parallelism.")
  static final class Rescale extends Action {

    @Parameters(
        index = "0",
        paramLabel = "JOB",
        description = "As \"logstream jobs list\" names it.")
    private String name;

    @Parameters(index = "1", paramLabel = "PARALLELISM", description = "1 or more.")
    private int parallelism;

    @Override
    int run() {
      if (parallelism < 1) {
        throw new IllegalArgumentException(
            "parallelism %d: expected 1 or more".formatted(parallelism));
      }
      notes()
          .exclusively(
              () -> {
                JobMember job = named(name);
                stop(job);
                start(job, parallelism, ClaimMode.CLAIM);
              });
      return OK;
    }
  }
}
