package io.logstream.local;

import io.logstream.local.stack.Member;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Ends what \"logstream up\" started, and nothing else. Jobs end with a savepoint, from which"
          + " the next start goes on.",
      "The data stays."
    })
final class Down extends StackCommand {

  @Option(
      names = "--delete-data",
      description = "Deletes the data and the logs too. The processes are killed.")
  private boolean deleteData;

  @Override
  int run() {
    Optional<LocalRegions> regions = LocalRegions.in(data());
    if (regions.isPresent()) {
      notes().exclusively(() -> end(regions.get()));
      out().flush();
      return OK;
    }
    Optional<StackOptions> options = notes().options();
    if (options.isEmpty()) {
      out().println("There is no stack in " + data() + ".");
      out().flush();
      return OK;
    }
    // Its folder may have been moved since.
    Stack stack = LocalSystem.withDemo(options.get().withFolder(data()));
    if (deleteData) {
      notes().exclusively(stack::kill);
      stack.delete();
      out().println("Everything in " + data() + " is deleted.");
    } else {
      notes().exclusively(() -> stop(stack));
    }
    out().flush();
    return OK;
  }

  private void end(LocalRegions regions) {
    if (deleteData) {
      regions.delete();
      out().println("Both regions in " + data() + " are deleted.");
    } else {
      report(regions.stop());
    }
  }

  private void stop(Stack stack) {
    List<String> running = stack.running().stream().map(Member::name).toList();
    stack.stop();
    report(running);
  }

  private void report(List<String> running) {
    out()
        .println(
            running.isEmpty()
                ? "Nothing was running."
                : "Ended " + String.join(", ", running) + ".");
  }
}
