package io.logstream.local.sql;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/** Runs scripts in a session and shows what their statements answer. */
public final class Script {

  private final SqlSession session;
  private final Output output;
  private final PrintWriter out;
  private Optional<Duration> limit = Optional.empty();

  public Script(SqlSession session, Output output, PrintWriter out) {
    this.session = session;
    this.output = output;
    this.out = out;
  }

  /** Ends the session, and with it a query that goes on, so long after the next script's start. */
  public void endAfter(Duration duration) {
    limit = Optional.of(duration);
  }

  /**
   * Runs the statements of a script in their order; the first that fails ends it.
   *
   * @throws SqlException with the statement's beginning and what Flink says of it
   */
  public void run(String text) {
    Timer timer = new Timer("sql-limit", true);
    limit.ifPresent(
        duration ->
            timer.schedule(
                new TimerTask() {
                  @Override
                  public void run() {
                    session.close();
                  }
                },
                duration.toMillis()));
    try {
      for (String statement : Statements.of(text)) {
        run(statement, new Printer(output, out));
      }
    } finally {
      timer.cancel();
    }
  }

  private void run(String statement, Printer printer) {
    try {
      session.run(statement, answer -> show(answer, printer));
    } catch (SqlException e) {
      throw new SqlException("%s\nin: %s".formatted(e.getMessage(), beginning(statement)), e);
    } finally {
      printer.end();
    }
  }

  /** Of a statement that only says OK nothing is shown; of a job its id. */
  private void show(Answer answer, Printer printer) {
    boolean isJob = !answer.isQuery() && !answer.job().isEmpty();
    if (answer.rows().isEmpty() && !answer.isQuery()) {
      return;
    }
    if (isJob && output == Output.TABLE) {
      out.println("job " + answer.job());
      out.flush();
    } else if (isJob || !isOk(answer)) {
      printer.received(answer);
    }
  }

  private static boolean isOk(Answer answer) {
    return !answer.isQuery()
        && answer.columns().size() == 1
        && answer.columns().get(0).name().equals("result")
        && answer.rows().size() <= 1;
  }

  private static String beginning(String statement) {
    String line = statement.replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 119) + "…" : line;
  }
}
