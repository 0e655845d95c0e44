package io.logstream.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.logstream.console.region.Regions;
import io.logstream.functions.event.Topics;
import io.logstream.local.chaos.Experiment;
import io.logstream.local.chaos.Fault;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logstream chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Does a fault to the running stack under numbered lines, and reports what was noticed of it,"
          + " how fast, and what was lost: one JSON object.",
      "kill, pause, slow: to a process as \"logstream status\" names it. fill: a flood of lines."
          + " skew: a flood of one sender whose clock is an hour ahead. cut: of the link between"
          + " two regions; the lines go into the one and must come out in the other."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing was lost", "1:an error", "3:lines were lost"})
final class Chaos extends StackCommand {

  private static final int LOST = 3;

  @Parameters(index = "0", paramLabel = "FAULT", description = "${COMPLETION-CANDIDATES}.")
  private Fault fault;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROCESS",
      description = "Such as kafka, taskmanager-1, elasticsearch-1, collector.")
  private String process;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long the fault lasts, 1 to 600. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  int run() {
    if (seconds < 1 || seconds > 600) {
      throw new IllegalArgumentException("--seconds %d: expected 1 to 600".formatted(seconds));
    }
    err().println(fault.name().toLowerCase(Locale.ROOT) + ": " + fault.description());
    err().flush();
    return fault == Fault.CUT ? cut() : onStack();
  }

  private int cut() {
    LocalRegions regions =
        LocalRegions.in(data())
            .orElseThrow(
                () ->
                    new StackException(
                        "there are no regions in "
                            + data()
                            + "; start them with \"logstream up --regions 2\""));
    RegionSystem from = regions.first();
    RegionSystem to = regions.second();
    return report(
        Experiment.across(
            regions.link(),
            from.loopback(Port.COLLECTOR_HTTP),
            to.stack().kafka().bootstrapServers(),
            Regions.mirror(from.name(), Topics.LOGS)),
        Optional.empty());
  }

  private int onStack() {
    Stack stack = LocalSystem.whole(startedOptions());
    Optional<Server> target = target(stack);
    int http = stack.options().ports().of(Port.COLLECTOR_HTTP);
    return report(
        Experiment.on(URI.create("http://127.0.0.1:" + http), stack.kafka().bootstrapServers()),
        target);
  }

  private int report(Experiment experiment, Optional<Server> target) {
    try {
      Experiment.Report report = experiment.run(fault, target, Duration.ofSeconds(seconds));
      ObjectMapper json =
          new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
      out().println(json.writeValueAsString(report));
      out().flush();
      return report.lost() == 0 && report.acknowledged() > 0 ? OK : LOST;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (IOException e) {
      throw new StackException(e.toString(), e);
    }
  }

  private Optional<Server> target(Stack stack) {
    List<String> running =
        stack.servers().stream().filter(Server::isRunning).map(Server::name).toList();
    if (!fault.needsTarget()) {
      if (process != null) {
        throw new IllegalArgumentException("%s: expected no process".formatted(fault));
      }
      return Optional.empty();
    }
    if (process == null || !running.contains(process)) {
      throw new IllegalArgumentException(
          "%s: expected a process that runs, one of %s, found %s"
              .formatted(fault, running, process));
    }
    return stack.server(process);
  }
}
