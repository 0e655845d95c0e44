package io.logstream.local;

import io.logstream.local.sql.QueryRules;
import io.logstream.local.stack.Stack;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code logstream sql-rules}. */
@Command(
    name = "sql-rules",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the queries saved as rows of kind query in control_rules: those without a period as"
          + " jobs, the others when their time comes. Their rows become findings or alerts.",
      "Runs until it is ended; the jobs that it started go on."
    })
final class SqlRules extends SqlCommand {

  /** A query that is under way is run to its end. */
  private static final Duration TIME_TO_END = Duration.ofSeconds(30);

  @Override
  int run() {
    Stack stack = stackWithGateway();
    try (OrderlyEnd end = new OrderlyEnd(TIME_TO_END);
        QueryRules rules =
            new QueryRules(
                catalogue(stack),
                stack.sqlGateway(),
                stack.flink(),
                stack.kafka().bootstrapServers(),
                out())) {
      end.ask(rules::end);
      rules.run();
      return OK;
    }
  }
}
