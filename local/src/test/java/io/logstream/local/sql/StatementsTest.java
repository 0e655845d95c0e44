package io.logstream.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {

  @Test
  void endsAStatementAtItsSemicolonOnly() {
    assertThat(
            Statements.of("SELECT ';', `a;b` FROM t -- one; more\n; /* none; */ SELECT 'it''s; 2'"))
        .containsExactly("SELECT ';', `a;b` FROM t", "SELECT 'it''s; 2'");
  }

  @Test
  void keepsHintsAndAStatementSetWhole() {
    assertThat(
            Statements.of(
                "EXECUTE STATEMENT SET BEGIN\n"
                    + "INSERT INTO a SELECT 1 GROUP BY window_end;\n"
                    + "INSERT INTO b SELECT 2;\n"
                    + "END;SELECT * FROM t /*+ OPTIONS('x'='y') */;"))
        .containsExactly(
            "EXECUTE STATEMENT SET BEGIN\n"
                + "INSERT INTO a SELECT 1 GROUP BY window_end;\n"
                + "INSERT INTO b SELECT 2;\n"
                + "END",
            "SELECT * FROM t /*+ OPTIONS('x'='y') */");
  }

  @Test
  void hasNothingToSayOfCommentsAlone() {
    assertThat(Statements.of("-- nothing\n;;\n/* here */")).isEmpty();
  }
}
