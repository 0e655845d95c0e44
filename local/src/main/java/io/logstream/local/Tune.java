package io.logstream.local;

import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.sql.SqlException;
import io.logstream.local.sql.SqlSession;
import io.logstream.local.sql.Tuning;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logstream tune}. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Runs tuning scripts: says of each row that they write to a control table what it changes, or"
          + " why it would be refused, and what it does to the lines received last; then writes"
          + " the rows, unless one would be refused.",
      "Exit code: 0 if all rows are good, 1 otherwise; then nothing was written."
    })
final class Tune extends SqlCommand {

  private static final int LINES = 1_000;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Scripts, as in sql/tuning.")
  private List<Path> files = List.of();

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "STATEMENT",
      description = "Run this; several are run in their order, before the files.")
  private List<String> statements = List.of();

  @Option(names = "--dry-run", description = "Write nothing.")
  private boolean dryRun;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "" + LINES,
      description =
          "How many of the last lines received are tried; 0: none. Default: ${DEFAULT-VALUE}.")
  private int lines;

  @Override
  int run() {
    if (files.isEmpty() && statements.isEmpty()) {
      throw new IllegalArgumentException("tune: expected a FILE or -e STATEMENT, found neither");
    }
    Stack stack = stackWithGateway();
    try {
      List<String> scripts = new ArrayList<>(statements);
      for (Path file : files) {
        scripts.add(Files.readString(file));
      }
      Tuning tuning = new Tuning(stack.kafka().bootstrapServers(), out());
      Tuning.Plan plan;
      try (SqlSession session = SqlSession.open(stack.sqlGateway())) {
        session.runAll(catalogue(stack).statements(Startup.LATEST));
        plan = tuning.plan(session, String.join(";\n", scripts), lines);
      }
      if (plan.isAccepted() && !dryRun) {
        tuning.write(plan);
      }
      return plan.isAccepted() ? OK : FAILED;
    } catch (IOException e) {
      throw new StackException(e.toString(), e);
    } catch (SqlException e) {
      throw new StackException(e.getMessage(), e);
    }
  }
}
