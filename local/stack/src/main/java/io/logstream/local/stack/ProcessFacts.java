package io.logstream.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the system knows of a running process, from Linux' {@code /proc}.
 *
 * @param residentBytes memory in use; 0 where the system does not tell
 * @param paused whether it was stopped by a signal
 */
public record ProcessFacts(long pid, Duration age, long residentBytes, boolean paused) {

  static ProcessFacts of(ProcessHandle process) {
    Duration age =
        process
            .info()
            .startInstant()
            .map(s -> Duration.between(s, Instant.now()))
            .orElse(Duration.ZERO);
    String status = status(process.pid());
    return new ProcessFacts(
        process.pid(),
        age,
        // "VmRSS:   377000 kB"
        value(status, "VmRSS:").map(kb -> Long.parseLong(kb.split(" ")[0]) * 1024).orElse(0L),
        // "State:  T (stopped)"
        value(status, "State:").map(state -> state.startsWith("T")).orElse(false));
  }

  private static Optional<String> value(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }

  private static String status(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    } catch (IOException e) {
      return "";
    }
  }
}
