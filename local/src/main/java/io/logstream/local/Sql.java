package io.logstream.local;

import io.logstream.local.sql.Catalogue;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.sql.Output;
import io.logstream.local.sql.Script;
import io.logstream.local.sql.SqlException;
import io.logstream.local.sql.SqlSession;
import io.logstream.local.stack.Launch;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream sql}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    subcommands = SqlJobs.class,
    description = {
      "Flink SQL on the running stack, with a table for every topic. Without -e and -f it opens"
          + " Flink's own client, with completion and history.",
      "Database live follows what happens and is where tuning is written; database history ends at"
          + " what is there: with --history a query is run on that, as a batch."
    })
final class Sql extends SqlCommand {

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "STATEMENT",
      description = "Run this; several are run in their order, before those of -f.")
  private List<String> statements = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the statements of this file.")
  private List<Path> files = List.of();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "table, csv or json (an object a line). Default: table.")
  private Output output;

  @Option(names = "--history", description = "In database history, as a batch: a query ends.")
  private boolean history;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "LATEST",
      description =
          "Where the tables of database live begin: latest (with what comes from now on) or"
              + " earliest. Default: latest.")
  private Startup from;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "End a query that goes on after so long.")
  private Integer seconds;

  @Override
  int run() {
    Stack stack = stackWithGateway();
    Catalogue catalogue = catalogue(stack);
    try {
      return statements.isEmpty() && files.isEmpty()
          ? open(stack, catalogue)
          : run(stack, catalogue);
    } catch (IOException e) {
      throw new StackException(e.toString(), e);
    } catch (SqlException e) {
      throw new StackException(e.getMessage(), e);
    }
  }

  private int run(Stack stack, Catalogue catalogue) throws IOException {
    List<String> scripts = new ArrayList<>(statements);
    for (Path file : files) {
      scripts.add(Files.readString(file));
    }
    try (SqlSession session = SqlSession.open(stack.sqlGateway())) {
      // A query that is left with Ctrl-C ends on the cluster too.
      Thread end = new Thread(session::close, "end-session");
      Runtime.getRuntime().addShutdownHook(end);
      session.runAll(catalogue.statements(from));
      if (history) {
        session.runAll(List.of("USE history", "SET 'execution.runtime-mode' = 'batch'"));
      }
      Script script = new Script(session, output, out());
      if (seconds != null) {
        script.endAfter(Duration.ofSeconds(seconds));
      }
      for (String text : scripts) {
        script.run(text);
      }
      Runtime.getRuntime().removeShutdownHook(end);
    }
    return OK;
  }

  /** Hands the terminal to Flink's client. */
  private int open(Stack stack, Catalogue catalogue) throws IOException {
    Path script = Files.createTempFile("logstream", ".sql");
    try {
      Files.writeString(script, catalogue.script(from));
      Launch client = stack.sqlGateway().client(script);
      ProcessBuilder builder = new ProcessBuilder(client.command()).inheritIO();
      builder.environment().putAll(client.environment());
      return builder.start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      Files.delete(script);
    }
  }
}
