package io.logstream.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL server that only this machine reaches: without a password, or with TLS and a
 * password, which clients have from the file that {@code PGPASSFILE} names.
 */
public final class PostgresqlServer extends Server {

  public static final String USER = "logstream";
  private static final String MAINTENANCE_DATABASE = "postgres";

  private final StackOptions options;
  private final StackSecurity security;

  PostgresqlServer(StackFolder folder, StackOptions options) {
    super("postgresql", folder);
    this.options = options;
    this.security = new StackSecurity(options);
  }

  /** The JDBC address of a database, which {@link #createDatabase} has made. */
  public String jdbcUrl(String database) {
    String url = "jdbc:postgresql://%s/%s?user=%s".formatted(address(), database, USER);
    return security.isOn() ? url + "&sslmode=verify-full&sslrootcert=" + security.authority() : url;
  }

  @Override
  public String address() {
    return "127.0.0.1:" + options.ports().of(Port.POSTGRESQL);
  }

  /** Makes a database unless it is there. */
  public void createDatabase(String database) {
    if (!database.matches("[a-z_][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          database + ": expected lower-case letters, digits and underscores");
    }
    try (Connection connection = DriverManager.getConnection(jdbcUrl(MAINTENANCE_DATABASE));
        Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery("select 1 from pg_database where datname = '" + database + "'")) {
        if (there.next()) {
          return;
        }
      }
      statement.execute("create database " + database);
    } catch (SQLException e) {
      throw new StackException(
          "cannot create the database %s: %s".formatted(database, e.getMessage()), e);
    }
  }

  /** PostgreSQL's log is its standard error. */
  @Override
  protected Path output() {
    return log();
  }

  @Override
  protected List<Integer> ports() {
    return List.of(options.ports().of(Port.POSTGRESQL));
  }

  @Override
  protected Launch prepare() throws IOException {
    Path binaries = unpacked();
    Path data = home().resolve("data");
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize(binaries, data);
    }
    List<String> command = new ArrayList<>(asAnotherUser());
    command.add(binaries.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString()));
    setting(command, "port", options.ports().of(Port.POSTGRESQL));
    setting(command, "listen_addresses", "127.0.0.1");
    // A socket file would be open to every user of the machine.
    setting(command, "unix_socket_directories", "");
    setting(command, "timezone", "UTC");
    setting(command, "log_timezone", "UTC");
    setting(command, "log_min_duration_statement", "500ms");
    setting(command, "max_connections", 100);
    setting(command, "shared_buffers", "64MB");
    // The ledger's sink prepares one a subtask and checkpoint, and commits it with the checkpoint.
    setting(command, "max_prepared_transactions", 64);
    // Change data capture and logical replication of the demo's tables.
    setting(command, "wal_level", "logical");
    if (security.isOn()) {
      setting(command, "ssl", "on");
      setting(command, "ssl_cert_file", security.certificate("postgresql"));
      setting(command, "ssl_key_file", security.key("postgresql"));
      StackSecurity.write(
          data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    }
    // To the file that the stack points its standard error at.
    setting(command, "logging_collector", "off");
    return new Launch(command, home());
  }

  @Override
  protected void probe() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                jdbcUrl(MAINTENANCE_DATABASE) + "&connectTimeout=2&socketTimeout=2");
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  private static void setting(List<String> command, String name, Object value) {
    command.addAll(List.of("-c", name + "=" + value));
  }

  private void initialize(Path binaries, Path data) throws IOException {
    StackFolder.delete(data); // what an initialisation that was cut off has left
    List<String> command = new ArrayList<>(asAnotherUser());
    command.add(binaries.resolve("bin/initdb").toString());
    command.addAll(List.of("-D", data.toString(), "-U", USER, "-E", "UTF-8", "--no-locale"));
    command.addAll(
        security.isOn()
            ? List.of("-A", "scram-sha-256", "--pwfile=" + security.secretFile("postgresql"))
            : List.of("-A", "trust"));
    Process initdb =
        new ProcessBuilder(command)
            .directory(home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    try {
      if (initdb.waitFor() != 0) {
        throw new StackException(
            "initdb of PostgreSQL failed:\n" + String.join("\n", Tail.of(output(), 20)));
      }
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor("initdb", e);
    }
  }

  /** PostgreSQL refuses to run as root: in a namespace of users of its own it is nobody. */
  private static List<String> asAnotherUser() {
    return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
  }

  /** The binaries, unpacked once for each version that was used in this folder. */
  private Path unpacked() throws IOException {
    Path archive = ServerClassPath.of("postgresql").entries().get(1);
    Path folder = home().resolve(archive.getFileName().toString().replaceFirst("\\.jar$", ""));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    StackFolder.delete(unfinished);
    try (ZipFile jar = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      ZipEntry inside =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .map(ZipEntry.class::cast)
              .findFirst()
              .orElseThrow(() -> new IOException(archive + ": expected a .txz file inside"));
      try (InputStream in = jar.getInputStream(inside);
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
        unpack(tar, unfinished);
      }
    }
    return Files.move(unfinished, folder);
  }

  private static void unpack(TarArchiveInputStream tar, Path folder) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path target = folder.resolve(entry.getName()).normalize();
      if (!target.startsWith(folder)) {
        throw new IOException("expected a path below the archive's root, found " + entry.getName());
      }
      if (entry.isDirectory()) {
        Files.createDirectories(target);
      } else {
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }
}
