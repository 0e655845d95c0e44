package io.logstream.local;

import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackNotes;
import io.logstream.local.stack.StackOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands on the local stack have in common. */
abstract class StackCommand implements Callable<Integer> {

  static final int OK = 0;
  static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the stack keeps its data and logs. Default: data, beside logstream.")
  private Path data;

  /** Does it; a {@link StackException} is shown to the user. */
  abstract int run() throws StackException;

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (StackException | IllegalArgumentException e) {
      err().println("logstream: " + e.getMessage());
      for (Throwable more : e.getSuppressed()) {
        err().println("logstream: " + more.getMessage());
      }
      err().flush();
      return FAILED;
    }
  }

  final Path data() {
    return (data == null ? Home.data() : data).toAbsolutePath().normalize();
  }

  final StackNotes notes() {
    return new StackNotes(data());
  }

  /** The options that the stack of the data folder was started with last. */
  final StackOptions startedOptions() {
    return notes()
        .options()
        .orElseThrow(
            () ->
                new StackException(
                    "there is no stack in " + data() + "; start one with \"logstream up\""))
        .withFolder(data());
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
