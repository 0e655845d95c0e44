package io.logstream.local.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a file. */
final class Tail {

  private static final int BYTES = 16 * 1024;

  private Tail() {}

  /** At most so many lines, of the last 16 KiB; none if the file cannot be read. */
  static List<String> of(Path file, int lines) {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(in.length(), BYTES)];
      in.seek(in.length() - end.length);
      in.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
