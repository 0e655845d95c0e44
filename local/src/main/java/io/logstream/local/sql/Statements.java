package io.logstream.local.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes a script apart at its semicolons, those in texts, quoted names and comments aside. A
 * statement set, {@code EXECUTE STATEMENT SET BEGIN … END}, is one statement. Comments that stand
 * before a statement are left out.
 */
final class Statements {

  private static final String SET = "EXECUTE STATEMENT SET";

  private final String script;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder statement = new StringBuilder();
  private int at;

  private Statements(String script) {
    this.script = script;
  }

  /** The statements, without their semicolons. */
  static List<String> of(String script) {
    Statements statements = new Statements(script);
    statements.split();
    return List.copyOf(statements.statements);
  }

  private void split() {
    while (at < script.length()) {
      char c = script.charAt(at);
      if (script.startsWith("--", at)) {
        skipTo("\n");
      } else if (script.startsWith("/*", at) && !script.startsWith("/*+", at)) {
        skipTo("*/");
        at = Math.min(script.length(), at + 2);
      } else if (c == '\'' || c == '`' || c == '"') {
        quoted(c);
      } else if (c == ';' && !isInsideSet()) {
        end();
        at++;
      } else {
        statement.append(c);
        at++;
      }
    }
    end();
  }

  private void skipTo(String end) {
    int found = script.indexOf(end, at);
    at = found < 0 ? script.length() : found;
  }

  /** A doubled quote inside is the end of one text and the start of the next: the same outcome. */
  private void quoted(char quote) {
    int end = script.indexOf(quote, at + 1);
    end = end < 0 ? script.length() : end + 1;
    statement.append(script, at, end);
    at = end;
  }

  private boolean isInsideSet() {
    String soFar = statement.toString().strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    return soFar.startsWith(SET) && !soFar.endsWith("; END");
  }

  private void end() {
    String whole = statement.toString().strip();
    if (!whole.isEmpty()) {
      statements.add(whole);
    }
    statement.setLength(0);
  }
}
