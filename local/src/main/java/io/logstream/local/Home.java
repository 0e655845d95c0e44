package io.logstream.local;

import java.nio.file.Path;

/** The folder that LogStream is run from: the launcher says which, else the current one. */
public final class Home {

  private Home() {}

  /** The folder. */
  public static Path folder() {
    return Path.of(System.getProperty("logstream.home", "")).toAbsolutePath();
  }

  /** Where a stack keeps its data unless told otherwise. */
  public static Path data() {
    return folder().resolve("data");
  }

  /** What {@code flink run} takes. */
  public static Path jobsJar() {
    return folder().resolve("jobs/target/logstream-jobs.jar");
  }
}
