package io.logstream.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * A process that the stack started, as noted in its {@code run/} folder. The time of its start
 * tells it from a later process of another program that was given the same id.
 */
record RecordedProcess(long pid, Instant started) {

  static RecordedProcess of(ProcessHandle process) {
    return new RecordedProcess(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  /** The process if it is still running. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().startInstant().orElse(Instant.EPOCH).equals(started));
  }

  static Optional<RecordedProcess> read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
      return Optional.of(
          new RecordedProcess(
              Long.parseLong(properties.getProperty("pid")),
              Instant.parse(properties.getProperty("started"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new StackException(
          "%s: expected pid=… and started=…; if no process of the stack runs, delete the file"
              .formatted(file),
          e);
    }
  }

  void write(Path file) {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("started", started.toString());
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new StackException("cannot write " + file + ": " + e, e);
    }
  }
}
