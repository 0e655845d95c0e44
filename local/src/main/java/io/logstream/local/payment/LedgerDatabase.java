package io.logstream.local.payment;

import io.logstream.functions.payment.Ledger;
import io.logstream.local.stack.PostgresqlServer;
import io.logstream.local.stack.StackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The ledger's database on a PostgreSQL of the stack. */
public final class LedgerDatabase {

  private LedgerDatabase() {}

  /**
   * Creates it, unless it is there.
   *
   * @return its JDBC address
   */
  public static String create(PostgresqlServer postgresql, String name) {
    postgresql.createDatabase(name);
    String url = postgresql.jdbcUrl(name);
    try (Connection connection = DriverManager.getConnection(url)) {
      Ledger.POSTGRESQL.create(connection);
    } catch (SQLException e) {
      throw new StackException("cannot create the ledger: " + e.getMessage(), e);
    }
    return url;
  }
}
