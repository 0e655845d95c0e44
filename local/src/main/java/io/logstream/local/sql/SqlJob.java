package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A streaming job in a file of {@code sql/jobs}: settings, one of which is its name, and one INSERT
 * or statement set. It is run by a compiled plan, which is kept: as long as the file stays as it is
 * the same plan is run after an upgrade of Flink too, and finds its state.
 *
 * @param file where it stands
 * @param name of the job, {@code pipeline.name}
 * @param about the file's first line
 * @param settings the statements before
 * @param insert the statement
 */
public record SqlJob(Path file, String name, String about, List<String> settings, String insert) {

  private static final Pattern NAME =
      Pattern.compile("(?i)SET\\s+'pipeline.name'\\s*=\\s*'([^']+)'");

  private static final String EXECUTE = "EXECUTE ";

  /** The jobs of a folder, by the names of their files. */
  public static List<SqlJob> all(Path folder) throws IOException {
    List<SqlJob> jobs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sql")).sorted().toList()) {
        jobs.add(read(file));
      }
    }
    return List.copyOf(jobs);
  }

  static SqlJob read(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> statements = Statements.of(text);
    String last = statements.isEmpty() ? "" : statements.get(statements.size() - 1);
    List<String> settings = statements.subList(0, Math.max(0, statements.size() - 1));
    String name = "";
    for (String setting : settings) {
      Matcher matcher = NAME.matcher(setting);
      name = matcher.matches() ? matcher.group(1) : name;
    }
    if (!last.matches("(?is)(INSERT|EXECUTE\\s+STATEMENT\\s+SET)\\b.*") || name.isEmpty()) {
      throw new SqlException(
          file + ": expected SET 'pipeline.name' and then one INSERT or EXECUTE STATEMENT SET");
    }
    String about = text.lines().findFirst().orElse("").replaceFirst("^-- *", "");
    return new SqlJob(file, name, about, List.copyOf(settings), last);
  }

  /**
   * Submits it.
   *
   * @param session with the catalogue's tables; its settings are the job's afterwards
   * @param plans the folder that keeps plans
   * @return the job's id
   */
  public String submit(SqlSession session, Path plans) throws IOException {
    Files.createDirectories(plans);
    session.runAll(settings);
    String plan = plan(plans).toUri().toString();
    String what = insert.startsWith(EXECUTE) ? insert.substring(EXECUTE.length()) : insert;
    session.runAll(List.of("COMPILE PLAN '%s' IF NOT EXISTS FOR %s".formatted(plan, what)));
    List<String> ids = new ArrayList<>();
    session.run("EXECUTE PLAN '%s'".formatted(plan), answer -> ids.add(answer.job()));
    return ids.stream().filter(id -> !id.isEmpty()).findFirst().orElse("");
  }

  /** Whether a plan of it, as the file is now, has been run before. */
  public boolean hasPlan(Path plans) {
    return Files.exists(plan(plans));
  }

  private Path plan(Path plans) {
    CRC32C hash = new CRC32C();
    hash.update(insert.getBytes(UTF_8));
    return plans.resolve("%s-%08x.json".formatted(name, hash.getValue())).toAbsolutePath();
  }
}
