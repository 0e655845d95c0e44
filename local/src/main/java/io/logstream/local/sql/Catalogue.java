package io.logstream.local.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements that make the catalogue of a session, from the files of {@code sql/ddl} in the
 * order of their names. A file's first line names its databases, {@code -- database: live,
 * history}; it is run in each. Two databases have the same tables:
 *
 * <ul>
 *   <li>{@code live} goes on for ever: what streaming jobs and tuning use;
 *   <li>{@code history} ends at what is there when a query starts: what investigations use.
 * </ul>
 */
public final class Catalogue {

  private static final String HEADER = "-- database:";
  private static final String FUNCTIONS = "functions";

  /** The setting that each table of a topic has. */
  private static final String BROKERS = "'properties.bootstrap.servers'";

  private final Path folder;
  private final Path jar;
  private final Map<String, String> addresses;
  private final String kafkaSecurity;

  /**
   * A catalogue.
   *
   * @param folder {@code sql/ddl}
   * @param jar the jobs' jar, which brings connectors and functions
   * @param servers where tables are
   */
  public Catalogue(Path folder, Path jar, Servers servers) {
    this.folder = folder;
    this.jar = jar;
    this.addresses =
        Map.of(
            "brokers", servers.kafka,
            "postgresql", servers.postgresql,
            "elasticsearch", servers.elasticsearch);
    this.kafkaSecurity =
        new TreeMap<>(servers.kafkaSecurity)
            .entrySet().stream()
                .map(
                    setting ->
                        "'properties.%s' = '%s',\n  "
                            .formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining());
  }

  /**
   * The addresses that {@code ${brokers}}, {@code ${postgresql}} and {@code ${elasticsearch}} stand
   * for in the files.
   *
   * @param kafka brokers, HOST:PORT with commas between
   * @param postgresql JDBC address of the ledger's database
   * @param elasticsearch URLs of nodes, with commas between
   * @param kafkaSecurity what every table of a topic says besides: how Flink's processes log in
   */
  public record Servers(
      String kafka, String postgresql, String elasticsearch, Map<String, String> kafkaSecurity) {

    /** Servers that ask nobody who it is. */
    public Servers(String kafka, String postgresql, String elasticsearch) {
      this(kafka, postgresql, elasticsearch, Map.of());
    }
  }

  /** Where the tables of {@code live} begin. */
  public enum Startup {
    /** With what comes from now on. */
    LATEST("latest-offset"),
    /** With the oldest that is kept. */
    EARLIEST("earliest-offset");

    private final String option;

    Startup(String option) {
      this.option = option;
    }
  }

  /** The statements, database {@code live} in use at the end. */
  public List<String> statements(Startup startup) {
    List<String> statements = new ArrayList<>();
    statements.add("ADD JAR '%s'".formatted(jar));
    // Flink names the operators of streaming jobs from the plan; a batch has some that it does not
    // name, and no state that would be lost.
    statements.add("SET 'pipeline.auto-generate-uids' = 'true'");
    // Hash tables of a batch want tens of megabytes of managed memory in every slot, which a
    // cluster of streaming jobs does not set aside; sorting works with little.
    statements.add("SET 'table.exec.disabled-operators' = 'HashJoin, HashAgg'");
    // A row of a control table is meant to take the place of the last one with its id.
    statements.add("SET 'table.exec.sink.require-on-conflict' = 'false'");
    List<Path> files = files();
    addAll(FUNCTIONS, files, "", "", statements);
    addDatabase("live", files, startup.option, "unbounded", statements);
    addDatabase("history", files, Startup.EARLIEST.option, "latest-offset", statements);
    statements.add("USE live");
    return List.copyOf(statements);
  }

  /** The same as a script for Flink's own client. */
  public String script(Startup startup) {
    return String.join(";\n\n", statements(startup)) + ";\n";
  }

  private void addDatabase(
      String database, List<Path> files, String startup, String bounded, List<String> statements) {
    statements.add("CREATE DATABASE IF NOT EXISTS " + database);
    statements.add("USE " + database);
    addAll(database, files, startup, bounded, statements);
  }

  private void addAll(
      String database, List<Path> files, String startup, String bounded, List<String> statements) {
    for (Path file : files) {
      String text = read(file);
      if (databases(file, text).contains(database)) {
        for (String statement : Statements.of(text)) {
          statements.add(filled(statement, startup, bounded));
        }
      }
    }
  }

  private String filled(String statement, String startup, String bounded) {
    String filled =
        statement
            .replace("${startup}", startup)
            .replace("${bounded}", bounded)
            .replace(BROKERS, kafkaSecurity + BROKERS);
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      filled = filled.replace("${" + address.getKey() + "}", address.getValue());
    }
    return filled;
  }

  private static List<String> databases(Path file, String text) {
    String first = text.lines().findFirst().orElse("");
    if (!first.startsWith(HEADER)) {
      throw new SqlException(
          "%s: expected a first line \"%s NAME, ...\", found \"%s\""
              .formatted(file, HEADER, first));
    }
    return Arrays.stream(first.substring(HEADER.length()).split(",")).map(String::strip).toList();
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    } catch (IOException e) {
      throw new SqlException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
