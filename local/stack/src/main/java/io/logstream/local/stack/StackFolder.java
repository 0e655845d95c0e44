package io.logstream.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a stack keeps what it writes: {@code log/} with a file for each process, {@code run/} with
 * who runs, and a folder of data for each server.
 */
public record StackFolder(Path root) {

  public StackFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path log(String name) {
    return folder("log").resolve(name + ".log");
  }

  /** What a process wrote to its standard output and error instead of its log. */
  public Path output(String name) {
    return folder("log").resolve(name + ".out");
  }

  Path run(String name) {
    return folder("run").resolve(name + ".properties");
  }

  Path lock() {
    return folder("run").resolve("lock");
  }

  Path options() {
    return folder("run").resolve("options.json");
  }

  /** The folder of this name, made where it is missing. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new StackException("cannot make the folder " + root.resolve(name) + ": " + e, e);
    }
  }

  /** Deletes everything of this stack, data included. */
  void delete() {
    delete(root);
  }

  void deleteAllBut(String kept) {
    try (Stream<Path> folders = Files.list(root)) {
      folders
          .filter(folder -> !folder.getFileName().toString().equals(kept))
          .forEach(StackFolder::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
