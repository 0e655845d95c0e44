package io.logstream.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What the stack remembers of a job: the savepoint that it ended with, or else its last run. */
final class JobHistory {

  private static final String SAVEPOINT = "savepoint";
  private static final String JOB_ID = "job-id";
  private static final String FROM = "from";
  private static final String CHECKPOINT_PREFIX = "chk-";

  private final StackFolder folder;
  private final Path file;

  JobHistory(StackFolder folder, String job) {
    this.folder = folder;
    this.file = folder.folder("flink/jobs").resolve(job + ".properties");
  }

  /**
   * @param from what it was started from, which counts until it has a checkpoint of its own
   */
  void started(String jobId, Optional<String> from) {
    Properties properties = new Properties();
    properties.setProperty(JOB_ID, jobId);
    from.ifPresent(path -> properties.setProperty(FROM, path));
    write(properties);
  }

  void stopped(String savepoint) {
    Properties properties = new Properties();
    properties.setProperty(SAVEPOINT, savepoint);
    write(properties);
  }

  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StackException("cannot delete " + file + ": " + e, e);
    }
  }

  /**
   * The savepoint; or the newest complete checkpoint of a run that ended without one; or, where it
   * had none yet, what it was started from.
   */
  Optional<String> lastState() {
    Properties known = read();
    String savepoint = known.getProperty(SAVEPOINT);
    if (savepoint != null) {
      return Optional.of(existing(savepoint));
    }
    Optional<String> checkpoint =
        Optional.ofNullable(known.getProperty(JOB_ID))
            .flatMap(jobId -> newestCheckpoint(folder, jobId));
    return checkpoint.isPresent()
        ? checkpoint
        : Optional.ofNullable(known.getProperty(FROM)).map(this::existing);
  }

  private String existing(String state) {
    if (!Files.exists(Path.of(URI.create(state)))) {
      throw new StackException(
          "the state %s that the job should start from is gone; delete %s to start from nothing"
              .formatted(state, file));
    }
    return state;
  }

  static Optional<String> newestCheckpoint(StackFolder folder, String jobId) {
    Path checkpoints = folder.folder("flink/checkpoints").resolve(jobId);
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(checkpoints)) {
      return folders
          .filter(path -> path.getFileName().toString().startsWith(CHECKPOINT_PREFIX))
          // Written last: a checkpoint with metadata is complete.
          .filter(path -> Files.exists(path.resolve("_metadata")))
          .max(Comparator.comparingLong(JobHistory::number))
          .map(path -> path.toUri().toString());
    } catch (IOException e) {
      throw new StackException("cannot list " + checkpoints + ": " + e, e);
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(
        checkpoint.getFileName().toString().substring(CHECKPOINT_PREFIX.length()));
  }

  private Properties read() {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(in);
      } catch (IOException e) {
        throw new StackException("cannot read " + file + ": " + e, e);
      }
    }
    return properties;
  }

  private void write(Properties properties) {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new StackException("cannot write " + file + ": " + e, e);
    }
  }
}
