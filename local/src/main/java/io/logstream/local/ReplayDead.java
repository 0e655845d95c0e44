package io.logstream.local;

import io.logstream.functions.event.DeadReason;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackOptions;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream replay-dead}. */
@Command(
    name = "replay-dead",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters through again, exactly as they were received: lines to logs.raw, events"
          + " that the index refused to logs. Without a filter, all that are there. Run again with"
          + " the same filter it sends what came since; whatever is sent twice becomes the same"
          + " event.",
      "Example: replay-dead --stage validate --error 'http.response' --rate 200."
    })
final class ReplayDead extends StackCommand {

  @Option(
      names = "--stage",
      defaultValue = "",
      description = "Only those that this stage refused: collector, parse, validate or index.")
  private String stage;

  @Option(
      names = "--reason",
      description = "Only those refused for this reason: ${COMPLETION-CANDIDATES}.")
  private DeadReason reason;

  @Option(
      names = "--error",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Only those whose error has this text in it.")
  private String error;

  @Option(names = "--service", defaultValue = "", description = "Only those of this service.")
  private String service;

  @Option(
      names = "--stream",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Only those whose source stream has this text in its name.")
  private String stream;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those received at or after this time, such as 2026-03-10T12:00:00Z.")
  private Instant since = Instant.EPOCH;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only those received before this time.")
  private Instant until = Instant.MAX;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "Letters a second at most. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--again", description = "Send those too that the same filter sent before.")
  private boolean again;

  @Option(names = "--dry-run", description = "Only say how many would be sent.")
  private boolean dryRun;

  @Option(
      names = "--brokers",
      description = "Kafka's bootstrap servers. Default: those of the local stack.")
  private String brokers;

  @Override
  int run() throws StackException {
    if (rate < 1) {
      throw new IllegalArgumentException("--rate: expected 1 or more, found " + rate);
    }
    DeadLetterReplay replay =
        new DeadLetterReplay(
            brokers == null ? localBrokers() : brokers,
            new DeadLetters.Filter(
                stage, reason == null ? "" : reason.name(), error, service, stream, since, until));
    try {
      DeadLetterReplay.Result result = dryRun ? replay.look(again) : replay.run(rate, again);
      result.sent().forEach((kind, count) -> out().printf("%,10d  %s%n", count, kind));
      out().printf("%,10d  %s%n", result.total(), dryRun ? "would be sent" : "sent again");
      result.left().forEach((why, count) -> out().printf("%,10d  left: %s%n", count, said(why)));
      out().flush();
      return OK;
    } catch (KafkaException e) {
      throw new StackException("cannot send dead letters again: " + e.getMessage(), e);
    }
  }

  private static String said(DeadLetters.Left why) {
    return switch (why) {
      case NO_LINE -> "neither a line nor an event";
      case CUT -> "only the beginning is here, the whole is at its origin";
    };
  }

  private String localBrokers() {
    StackOptions options = notes().options().orElseGet(() -> StackOptions.in(data()));
    return "127.0.0.1:" + options.ports().of(Port.KAFKA);
  }
}
