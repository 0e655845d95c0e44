package io.logstream.local;

import io.logstream.console.access.AccountCommand;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code logstream} command. */
@Command(
    name = "logstream",
    mixinStandardHelpOptions = true,
    version = "logstream 0.1.0",
    description = "Turns the log lines of a whole organisation into answers.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CommandLine.HelpCommand.class,
      Up.class,
      Down.class,
      Status.class,
      Jobs.class,
      Demo.class,
      Normalize.class,
      Ship.class,
      Pcap.class,
      Search.class,
      ReplayDead.class,
      Assess.class,
      AccountCommand.class,
      Rides.class,
      PaymentWork.class,
      AlertOutputs.class,
      Sql.class,
      SqlRules.class,
      Tune.class,
      Chaos.class,
      Backtest.class,
      ScoreDomains.class,
      BenchCommand.class,
    })
public final class LogStream {

  private LogStream() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line and returns its exit code. */
  public static int run(String... args) {
    return new CommandLine(new LogStream())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(LogStream::explain)
        .execute(args);
  }

  /** What the world did is said in a line; what we did wrong, with its place. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (!(failure instanceof IOException)) {
      throw failure;
    }
    String message =
        failure instanceof NoSuchFileException
            ? "no such file or folder: " + failure.getMessage()
            : failure.getMessage();
    command.getErr().println("logstream: " + message);
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
