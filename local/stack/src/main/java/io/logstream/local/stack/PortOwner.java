package io.logstream.local.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who listens on a port, from Linux' {@code /proc}. */
final class PortOwner {

  private static final String LISTENING = "0A";

  private PortOwner() {}

  static String describe(int port) {
    return inode(port)
        .flatMap(PortOwner::holderOf)
        .map(pid -> "process %d (%s) listens on".formatted(pid, command(pid)))
        .orElse("another process listens on");
  }

  private static Optional<String> inode(int port) {
    String address = ":%04X".formatted(port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          // "sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …"
          String[] fields = line.strip().split("\\s+", 11);
          if (fields.length > 9 && fields[1].endsWith(address) && fields[3].equals(LISTENING)) {
            return Optional.of(fields[9]);
          }
        }
      } catch (IOException e) {
        // No such table on this system: nobody to name.
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> holderOf(String inode) {
    String socket = "socket:[" + inode + "]";
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> holds(pid, socket))
        .findFirst();
  }

  private static boolean holds(long pid, String socket) {
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Another user's process, or one that has just ended.
    }
    return false;
  }

  private static String command(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("unknown");
  }
}
