package io.logstream.collector.ship;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One file as it grows. Keeps it open, so that what is written after it was renamed or deleted is
 * read still; a file truncated and filled anew is noticed by its size or by its first bytes, and
 * ends this tail.
 */
final class Tail implements AutoCloseable {

  /** How far a file is read before others have their turn. */
  private static final int READ = 256 << 10;

  /** A file that has been renamed or deleted may be written to for so long. */
  private static final long QUIET = TimeUnit.SECONDS.toNanos(3);

  /** A record waits for further lines for so long: programs write the lines of one at once. */
  private static final long RECORD_QUIET = TimeUnit.MILLISECONDS.toNanos(200);

  private final Path path;
  private final Registry.Entry entry;
  private final FileChannel file;
  private final LineCutter cutter;
  private final RecordJoiner joiner;
  private final List<ShippedLine> lines = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(READ);

  private long read;
  private long lastRead = System.nanoTime();

  /** A line or record of it; once the collector has it, the file is shipped up to its end. */
  record ShippedLine(long position, byte[] bytes, long end) {}

  Tail(Path path, Registry.Entry entry, ShipOptions options, int maxLine) throws IOException {
    this.path = path;
    this.entry = entry;
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.read = entry.shipped();
    this.cutter = new LineCutter(options.encoding(), maxLine, read);
    this.joiner =
        RecordJoiner.of(
            options,
            maxLine,
            (position, bytes, end) -> lines.add(new ShippedLine(position, bytes, end)));
  }

  Path path() {
    return path;
  }

  Registry.Entry entry() {
    return entry;
  }

  /** Reads on, a bounded part at a time. */
  List<ShippedLine> poll() throws IOException {
    lines.clear();
    buffer.clear();
    int count = file.read(buffer, read);
    if (count > 0) {
      read += count;
      lastRead = System.nanoTime();
      cutter.feed(buffer.array(), count, joiner);
      if (entry.identity().headBytes() < FileIdentity.HEAD) {
        growIdentity();
      }
    } else if (joiner.isOpen() && System.nanoTime() - lastRead > RECORD_QUIET) {
      joiner.flush();
    }
    return lines;
  }

  private void growIdentity() throws IOException {
    try {
      if (entry.identity().isOf(path)) {
        entry.identity(FileIdentity.of(path));
      }
    } catch (NoSuchFileException e) {
      // Renamed meanwhile: what is known of it has to do.
    }
  }

  /** Takes what an ended file has left, a last line without an end too. */
  List<ShippedLine> end() {
    lines.clear();
    cutter.end(joiner);
    joiner.flush();
    return lines;
  }

  /** Whether all that there is has been read. */
  boolean isAtEnd() throws IOException {
    return read >= file.size();
  }

  /** Bytes not read yet. */
  long behind() throws IOException {
    return Math.max(0, file.size() - read);
  }

  /** Bytes read. */
  long read() {
    return read;
  }

  /** Whether the file was cut, to nothing or to less than was read. */
  boolean isTruncated() throws IOException {
    return file.size() < read;
  }

  /**
   * Whether another file has its name now, or none, or the same inode other contents: a rotation by
   * renaming, or a copy and truncation so quick that the file has outgrown the old one.
   */
  boolean isReplaced() throws IOException {
    return !Files.exists(path) || !entry.identity().isOf(path);
  }

  /** Whether nothing has come for so long that a replaced file is done with. */
  boolean isQuiet() {
    return System.nanoTime() - lastRead > QUIET;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
