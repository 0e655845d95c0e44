package io.logstream.local.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start a process.
 *
 * @param environment variables besides those of this process
 */
public record Launch(List<String> command, Map<String, String> environment, Path workingFolder) {

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public Launch(List<String> command, Path workingFolder) {
    this(command, Map.of(), workingFolder);
  }
}
