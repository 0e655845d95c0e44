package io.logstream.collector.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Datagrams that the kernel dropped since the socket's buffer was full, from {@code /proc/net/udp}:
 * the one loss that the collector does not see itself.
 */
public final class KernelDrops {

  private KernelDrops() {}

  /** Those of the sockets bound to a port; 0 where there is no such file. */
  public static long of(int port) {
    return of(port, Path.of("/proc/net/udp")) + of(port, Path.of("/proc/net/udp6"));
  }

  static long of(int port, Path table) {
    if (!Files.isReadable(table)) {
      return 0;
    }
    List<String> rows;
    try {
      rows = Files.readAllLines(table);
    } catch (IOException e) {
      return 0;
    }
    String local = ":" + "%04x".formatted(port).toUpperCase(Locale.ROOT);
    long drops = 0;
    for (String row : rows) {
      String[] columns = row.strip().split("\\s+", -1);
      if (columns.length > 12 && columns[1].endsWith(local)) {
        drops += Long.parseLong(columns[columns.length - 1]);
      }
    }
    return drops;
  }
}
