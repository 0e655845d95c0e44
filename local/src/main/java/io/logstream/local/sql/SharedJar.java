package io.logstream.local.sql;

import io.logstream.local.stack.StackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A jar for {@code ADD JAR} that says where the jar is and holds nothing itself.
 *
 * <p>Flink sends what was added along with every query: to the JobManager, and from there to the
 * TaskManagers. For a jar of 70 MB that takes longer than the query, and needless it is where all
 * processes stand on one machine and can open the same file. Its class loaders follow {@code
 * Class-Path}.
 */
public final class SharedJar {

  private SharedJar() {}

  /**
   * The jar to add. It leads to a copy of the jar: a build may write the jar anew while jobs load
   * classes.
   *
   * @param folder where both are kept; those of an older jar stay for the jobs that run on it
   */
  public static Path of(Path jar, Path folder) {
    try {
      String version =
          "%x-%x".formatted(Files.getLastModifiedTime(jar).toMillis(), Files.size(jar));
      Path kept = Files.createDirectories(folder).resolve(version + '-' + jar.getFileName());
      if (!Files.exists(kept)) {
        Path part = Files.createTempFile(folder, version, ".part");
        Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      Path pointer = folder.resolve(version + "-shared.jar");
      if (!Files.exists(pointer)) {
        Path part = Files.createTempFile(folder, version, ".part");
        write(part, kept);
        Files.move(part, pointer, StandardCopyOption.ATOMIC_MOVE);
      }
      return pointer;
    } catch (IOException e) {
      throw new StackException("cannot share %s with Flink: %s".formatted(jar, e), e);
    }
  }

  private static void write(Path pointer, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, jar.toUri().toString());
    try (OutputStream out = Files.newOutputStream(pointer)) {
      new JarOutputStream(out, manifest).close();
    }
  }
}
