package io.logstream.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What makes a process independent of the terminal: with {@code setsid}, a session of its own, so
 * that neither Ctrl-C nor the end of the terminal reaches it; elsewhere {@code nohup}. Both become
 * the program that they start, so the process id stays.
 */
final class Detached {

  static final List<String> PREFIX =
      Files.isExecutable(Path.of("/usr/bin/setsid"))
          ? List.of("/usr/bin/setsid")
          : List.of("nohup");

  private Detached() {}
}
