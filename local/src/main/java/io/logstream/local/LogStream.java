package io.logstream.local;

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
      Search.class,
      ReplayDead.class,
      Assess.class,
      Rides.class,
      PaymentWork.class,
      Sql.class,
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
    return new CommandLine(new LogStream()).setCaseInsensitiveEnumValuesAllowed(true).execute(args);
  }
}
