package io.logstream.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One file of the spool. What lies beyond {@link #end} is not there: a write that failed. */
final class Segment implements AutoCloseable {

  private static final String SUFFIX = ".spool";

  private final long number;
  private final Path path;
  private final FileChannel file;
  private long end;

  private Segment(long number, Path path, FileChannel file, long end) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.end = end;
  }

  static Segment create(Path folder, long number) throws IOException {
    Path path = folder.resolve("%016x".formatted(number) + SUFFIX);
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment made = new Segment(number, path, file, 0);
    try {
      made.append(
          ByteBuffer.allocate(SpoolFormat.SEGMENT_HEADER).putLong(SpoolFormat.MAGIC).flip());
      // The name of the file has to be on disk too.
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
    } catch (IOException e) {
      made.delete();
      throw e;
    }
    return made;
  }

  /** A segment of an earlier process: only to be read. */
  static Segment open(Path path) throws IOException {
    String name = path.getFileName().toString();
    long number = Long.parseUnsignedLong(name.substring(0, name.length() - SUFFIX.length()), 16);
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new Segment(number, path, file, file.size());
  }

  static boolean isSegment(Path path) {
    return path.getFileName().toString().matches("[0-9a-f]{16}" + SUFFIX.replace(".", "\\."));
  }

  /**
   * Writes and forces to disk, whole or not at all.
   *
   * @throws IOException if it could not; what was written of it is cut off again, and where even
   *     that fails it lies beyond the end, where nobody reads
   */
  void append(ByteBuffer bytes) throws IOException {
    long at = end;
    try {
      while (bytes.hasRemaining()) {
        at += file.write(bytes, at);
      }
      file.force(false);
      end = at;
    } catch (IOException e) {
      try {
        file.truncate(end);
      } catch (IOException cutting) {
        e.addSuppressed(cutting);
      }
      throw e;
    }
  }

  /** Reads at most as many bytes as there is room for; fewer at the end. */
  ByteBuffer read(long offset, int room) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(room, end - offset)));
    long at = offset;
    while (bytes.hasRemaining()) {
      int count = file.read(bytes, at);
      if (count < 0) {
        break;
      }
      at += count;
    }
    return bytes.flip();
  }

  boolean isOfThisVersion() throws IOException {
    ByteBuffer head = read(0, SpoolFormat.SEGMENT_HEADER);
    return head.remaining() == SpoolFormat.SEGMENT_HEADER && head.getLong() == SpoolFormat.MAGIC;
  }

  long number() {
    return number;
  }

  Path path() {
    return path;
  }

  long end() {
    return end;
  }

  void delete() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
