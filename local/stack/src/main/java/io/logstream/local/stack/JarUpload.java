package io.logstream.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Uploads a jar once: all jobs come from one, of some forty megabytes. */
final class JarUpload {

  private JarUpload() {}

  /** The id of the jar on the cluster, uploaded unless this very version of it is there. */
  static String of(FlinkRest flink, Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new StackException("no jar of jobs at " + jar + "; build the module jobs");
    }
    synchronized (JarUpload.class) {
      return flink
          .uploaded(jar.getFileName().toString(), modified(jar))
          .orElseGet(() -> flink.upload(jar));
    }
  }

  private static long modified(Path jar) {
    try {
      return Files.getLastModifiedTime(jar).toMillis();
    } catch (IOException e) {
      throw new StackException("cannot read " + jar + ": " + e, e);
    }
  }
}
