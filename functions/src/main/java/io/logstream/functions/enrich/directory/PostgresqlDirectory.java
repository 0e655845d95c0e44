package io.logstream.functions.enrich.directory;

import io.logstream.functions.resilience.Guard;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The tables {@code asset} and {@code service} (inventory/postgresql.sql), asked by one thread over
 * one connection, which is made anew where it broke. JDBC blocks, so that it is never called in the
 * thread that asks.
 */
public final class PostgresqlDirectory implements Directory {

  private static final String BY_HOST =
      "select row_to_json(a)::text from asset a where lower(host) = ?";
  private static final String BY_ADDRESS =
      "select row_to_json(a)::text from asset a where address >>= ?::inet"
          + " order by masklen(address) desc limit 1";
  private static final String SERVICE =
      "select row_to_json(s)::text from service s where service = ?";

  private final String url;
  private final Guard guard;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "inventory-postgresql");
            thread.setDaemon(true);
            return thread;
          });

  /** Touched by that one thread alone. */
  private Connection connection;

  /**
   * A directory; nothing is asked yet.
   *
   * @param url JDBC's, such as {@code jdbc:postgresql://127.0.0.1:5432/inventory?user=logstream}
   */
  public PostgresqlDirectory(String url, Guard guard) {
    this.url = url;
    this.guard = guard;
  }

  @Override
  public CompletionStage<Optional<String>> find(Key key) {
    return guard.callAsync(
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return ask(key);
                  } catch (SQLException e) {
                    throw new DirectoryException("postgresql: " + e.getMessage(), e);
                  }
                },
                asking),
        error -> true);
  }

  private Optional<String> ask(Key key) throws SQLException {
    String query =
        switch (key.kind()) {
          case ASSET_OF_HOST -> BY_HOST;
          case ASSET_OF_ADDRESS -> BY_ADDRESS;
          case SERVICE -> SERVICE;
        };
    try (PreparedStatement statement = connected().prepareStatement(query)) {
      statement.setString(1, key.text());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      Properties properties = new Properties();
      String seconds = Long.toString(Math.max(1, guard.options().timeout().toSeconds()));
      properties.setProperty("connectTimeout", seconds);
      properties.setProperty("socketTimeout", seconds);
      properties.setProperty("ApplicationName", "logstream-ingest");
      properties.setProperty("readOnly", "true");
      connection = DriverManager.getConnection(url, properties);
    }
    return connection;
  }

  private void disconnect() {
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        // It is broken: that is why it is closed.
      }
    }
  }

  @Override
  public void close() {
    asking.execute(this::disconnect);
    asking.shutdown();
  }
}
