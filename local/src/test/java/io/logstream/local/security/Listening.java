package io.logstream.local.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sockets that processes listen on, by Linux's own tables: a port scan that misses none. */
record Listening(String protocol, String address, int port) {

  private static final String TCP_LISTENS = "0A";

  /** Those of these processes, TCP and UDP, both versions of the protocol. */
  static Set<Listening> of(Collection<Long> processes) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (long process : processes) {
      sockets.addAll(sockets(process));
    }
    Set<Listening> all = new HashSet<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      List<String> lines = Files.readAllLines(Path.of("/proc/net", protocol));
      for (String line : lines.subList(1, lines.size())) {
        // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
        String[] words = line.strip().split("\\s+");
        boolean listens = protocol.startsWith("udp") || words[3].equals(TCP_LISTENS);
        if (listens && sockets.contains("socket:[" + words[9] + "]")) {
          String[] local = words[1].split(":");
          all.add(new Listening(protocol, local[0], Integer.parseInt(local[1], 16)));
        }
      }
    }
    return all;
  }

  private static Set<String> sockets(long process) throws IOException {
    Set<String> found = new HashSet<>();
    Path opened = Path.of("/proc", Long.toString(process), "fd");
    if (!Files.exists(opened)) {
      return Set.of(); // It has ended meanwhile.
    }
    try (Stream<Path> files = Files.list(opened)) {
      for (Path file : files.toList()) {
        try {
          found.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return found;
  }

  /** Whether only this machine reaches it: 127.0.0.0/8, ::1, or the former within IPv6. */
  boolean isLoopback() {
    // Each four bytes stand in the order of the machine's memory, the last first.
    return address.equals("00000000000000000000000001000000")
        || address.matches("(0000000000000000FFFF0000)?[0-9A-F]{6}7F");
  }
}
