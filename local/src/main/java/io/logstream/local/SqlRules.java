package io.logstream.local;

import io.logstream.local.sql.QueryRules;
import io.logstream.local.stack.Stack;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  private static final long PATIENCE_SECONDS = 30;

  @Override
  int run() {
    Stack stack = stackWithGateway();
    CountDownLatch ended = new CountDownLatch(1);
    try (QueryRules rules =
        new QueryRules(
            catalogue(stack),
            stack.sqlGateway(),
            stack.flink(),
            stack.kafka().bootstrapServers(),
            out())) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    rules.end();
                    try {
                      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      rules.run();
      return OK;
    } finally {
      ended.countDown();
    }
  }
}
