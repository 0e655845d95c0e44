package io.logstream.local;

import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code logstream status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows each process and job of the stack: whether it serves, its id, memory and address.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all of them serve", "1:an error", "3:one of them does not serve"})
final class Status extends StackCommand {

  private static final int NOT_ALL_SERVE = 3;

  @Override
  int run() {
    Optional<LocalRegions> regions = LocalRegions.in(data());
    if (regions.isPresent()) {
      return ofRegions(regions.get()) ? OK : NOT_ALL_SERVE;
    }
    Optional<StackOptions> options = notes().options();
    if (options.isEmpty()) {
      out().println("There is no stack in " + data() + "; start one with \"logstream up\".");
      out().flush();
      return NOT_ALL_SERVE;
    }
    Stack stack = LocalSystem.withDemo(options.get().withFolder(data()));
    boolean allServe = new StatusTable(stack.members()).print(out());
    return allServe ? OK : NOT_ALL_SERVE;
  }

  private boolean ofRegions(LocalRegions regions) {
    boolean allServe = true;
    for (RegionSystem region : regions.all()) {
      out().printf("region %s%n", region.name());
      allServe &= new StatusTable(region.members()).print(out());
      out().println();
    }
    return allServe;
  }
}
