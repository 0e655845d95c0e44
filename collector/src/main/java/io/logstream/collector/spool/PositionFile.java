package io.logstream.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Remembers up to where the spool was drained. Two slots are written in turn, each with a checksum:
 * a torn write leaves the older one. It is not forced to disk: an older position only means that
 * records are sent again, with the keys they had.
 */
final class PositionFile implements AutoCloseable {

  private static final int SLOT = 3 * Long.BYTES + Integer.BYTES;

  private final FileChannel file;
  private long turn;

  PositionFile(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** The newer of the valid slots. */
  Optional<Position> read() throws IOException {
    Optional<Position> newest = Optional.empty();
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer bytes = ByteBuffer.allocate(SLOT);
      if (file.read(bytes, (long) slot * SLOT) == SLOT && checksum(bytes) == bytes.getInt(24)) {
        long written = bytes.getLong(0);
        if (written > turn) {
          turn = written;
          newest = Optional.of(new Position(bytes.getLong(8), bytes.getLong(16)));
        }
      }
    }
    return newest;
  }

  void write(Position position) throws IOException {
    turn++;
    ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    bytes.putLong(turn).putLong(position.segment()).putLong(position.offset());
    bytes.putInt(checksum(bytes)).flip();
    file.write(bytes, turn % 2 * SLOT);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(3 * Long.BYTES));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
