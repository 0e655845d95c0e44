package io.logstream.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code logstream backtest}: what the jobs would have found in recorded data. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description =
        "Runs an analysis over recorded data, in event time, and writes what it finds as one JSON"
            + " object a line.",
    synopsisSubcommandLabel = "ANALYSIS",
    subcommands = {
      CommandLine.HelpCommand.class,
      BacktestChangeImpact.class,
      BacktestDependencies.class,
      BacktestRootCause.class,
      BacktestThreats.class
    })
final class Backtest {

  private Backtest() {}
}
