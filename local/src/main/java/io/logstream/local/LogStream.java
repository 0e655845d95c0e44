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
      Rides.class,
      PaymentWork.class,
      Sql.class,
      Backtest.class,
      ScoreDomains.class,
      BenchCommand.class,
    })
public final class LogStream {

  private LogStream() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new LogStream()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
