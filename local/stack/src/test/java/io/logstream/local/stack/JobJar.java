package io.logstream.local.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The jar of {@link CountingJob}. */
final class JobJar {

  private JobJar() {}

  static Path in(Path folder) throws IOException {
    Path classes =
        Path.of("target/test-classes", CountingJob.class.getPackageName().replace('.', '/'));
    Path jar = folder.resolve("counting.jar");
    try (Stream<Path> files = Files.list(classes);
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      List<Path> own =
          files.filter(file -> file.getFileName().toString().startsWith("CountingJob")).toList();
      for (Path file : own) {
        entries.putNextEntry(
            new JarEntry(Path.of("target/test-classes").relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
