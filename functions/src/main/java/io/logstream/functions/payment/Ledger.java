package io.logstream.functions.payment;

import io.logstream.functions.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The ledger as a database table: PostgreSQL's, or SQLite's where a file is enough. */
public enum Ledger {
  POSTGRESQL("jdbc:postgresql:", "/ledger/postgresql.sql"),
  SQLITE("jdbc:sqlite:", "/ledger/sqlite.sql");

  /**
   * Adds an entry unless it is there. The same for both: an entry is a function of its settlement,
   * so that one that is there is the one that would be added.
   */
  public static final String INSERT =
      "insert into ledger_entry (settlement, number, account, amount, currency, at)"
          + " values (?, ?, ?, ?, ?, ?) on conflict (settlement, number) do nothing";

  private final String prefix;
  private final String script;

  Ledger(String prefix, String script) {
    this.prefix = prefix;
    this.script = script;
  }

  /**
   * The ledger that a JDBC address leads to.
   *
   * @throws IllegalArgumentException if it leads to no database that can hold one
   */
  public static Ledger at(String url) {
    for (Ledger ledger : values()) {
      if (url.startsWith(ledger.prefix)) {
        return ledger;
      }
    }
    throw new IllegalArgumentException(
        "ledger: expected jdbc:postgresql://HOST/DATABASE or jdbc:sqlite:FILE, found \""
            + url
            + '"');
  }

  /** Makes tables and views unless they are there. */
  public void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : script().split(";\\s*\n")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  private String script() {
    try (InputStream in = Resources.open(Ledger.class, script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("a resource of this jar: " + script, e);
    }
  }

  /** Fills the parameters of {@link #INSERT}. */
  public static void bind(PreparedStatement insert, LedgerEntry entry) throws SQLException {
    insert.setString(1, entry.settlement());
    insert.setInt(2, entry.number());
    insert.setString(3, entry.account());
    insert.setLong(4, entry.amount());
    insert.setString(5, entry.currency());
    insert.setLong(6, entry.at());
  }
}
