package io.logstream.local.exporter;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL: size, connections and transactions of each database. */
final class PostgresqlSource implements Source {

  private static final int LIMIT_SECONDS = 4;
  private static final String DATABASES =
      """
      SELECT datname, numbackends, xact_commit, xact_rollback, pg_database_size(datid)
      FROM pg_stat_database WHERE datname IS NOT NULL AND datname NOT LIKE 'template%'
      """;

  private final String url;

  PostgresqlSource(String url) {
    this.url = url;
  }

  @Override
  public String name() {
    return "postgresql";
  }

  /** By a connection of its own: a kept one would hide that no more can be had. */
  @Override
  public void collect(Samples samples) throws SQLException {
    DriverManager.setLoginTimeout(LIMIT_SECONDS);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(LIMIT_SECONDS);
      try (ResultSet row = statement.executeQuery(DATABASES)) {
        while (row.next()) {
          String name = row.getString(1);
          samples.gauge(
              "pg_stat_database_numbackends", "Connections.", row.getDouble(2), "datname", name);
          samples.gauge(
              "pg_stat_database_xact_commit",
              "Transactions committed.",
              row.getDouble(3),
              "datname",
              name);
          samples.gauge(
              "pg_stat_database_xact_rollback",
              "Transactions rolled back.",
              row.getDouble(4),
              "datname",
              name);
          samples.gauge(
              "pg_database_size_bytes", "Bytes on disk.", row.getDouble(5), "datname", name);
        }
      }
    }
  }

  @Override
  public void close() {}
}
