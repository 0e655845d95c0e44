package io.logstream.local.alerting;

import io.logstream.functions.threat.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Which alerts were told to which output, and how severe they were then: a SQLite file, so that a
 * restart tells none twice. An alert is forgotten {@link #REMEMBERED} after it was told last.
 */
final class ToldAlerts implements AutoCloseable {

  private static final Duration REMEMBERED = Duration.ofDays(60);

  private final Connection connection;
  private final PreparedStatement ask;
  private final PreparedStatement tell;

  ToldAlerts(Path file) throws SQLException, IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    connection =
        DriverManager.getConnection(
            "jdbc:sqlite:%s?journal_mode=WAL&synchronous=FULL&busy_timeout=60000".formatted(file));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS told (output TEXT, alert TEXT, severity INTEGER, at INTEGER,"
              + " PRIMARY KEY (output, alert)) WITHOUT ROWID");
      statement.execute(
          "DELETE FROM told WHERE at < " + (System.currentTimeMillis() - REMEMBERED.toMillis()));
    }
    ask = connection.prepareStatement("SELECT severity FROM told WHERE output = ? AND alert = ?");
    tell = connection.prepareStatement("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)");
  }

  /** Whether an output was told of an alert already, when it was as severe or more. */
  synchronized boolean knows(String output, AlertNotice notice) throws SQLException {
    ask.setString(1, output);
    ask.setString(2, notice.id());
    try (ResultSet told = ask.executeQuery()) {
      return told.next() && told.getInt(1) >= notice.severity().ordinal();
    }
  }

  /** Keeps that an output was told. */
  synchronized void keep(String output, AlertNotice notice) throws SQLException {
    Severity severity = notice.severity();
    tell.setString(1, output);
    tell.setString(2, notice.id());
    tell.setInt(3, severity.ordinal());
    tell.setLong(4, System.currentTimeMillis());
    tell.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
