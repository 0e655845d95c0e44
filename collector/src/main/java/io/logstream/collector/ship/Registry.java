package io.logstream.collector.ship;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers of each file how far the collector has it, over restarts. The name that a file has here
 * is in the keys of its lines, so it is on disk before the first line is sent: what is sent again
 * after a crash has the keys that it had. One {@code ship} at a time uses a folder.
 */
final class Registry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Files remembered that have not been seen again; the oldest are forgotten. */
  private static final int MOST = 10_000;

  private final Path file;
  private final FileChannel lock;
  private final List<Entry> entries = new ArrayList<>();

  /** One file. */
  static final class Entry {
    private final String name;
    private FileIdentity identity;
    private long shipped;

    private Entry(String name, FileIdentity identity, long shipped) {
      this.name = name;
      this.identity = identity;
      this.shipped = shipped;
    }

    /** What the keys of its lines begin with. */
    String name() {
      return name;
    }

    FileIdentity identity() {
      return identity;
    }

    /** A file that has grown is known by more of its first bytes. */
    void identity(FileIdentity better) {
      identity = better;
    }

    /** Bytes that the collector has. */
    long shipped() {
      return shipped;
    }

    void shipped(long upTo) {
      shipped = upTo;
    }
  }

  /**
   * Opens a folder, which is made if need be.
   *
   * @throws IOException if another process uses it, or what is in it cannot be read
   */
  Registry(Path folder) throws IOException {
    Files.createDirectories(folder);
    lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = lock.tryLock();
    if (held == null) {
      lock.close();
      throw new IOException("another ship uses the state in " + folder);
    }
    file = folder.resolve("files.json");
    read();
  }

  private void read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    JSON.readTree(bytes)
        .forEach(
            entry ->
                entries.add(
                    new Entry(
                        entry.path("name").asText(),
                        new FileIdentity(
                            entry.path("inode").asText(),
                            entry.path("headBytes").asInt(),
                            entry.path("digest").asText()),
                        entry.path("shipped").asLong())));
  }

  /** What is known of a file. */
  Optional<Entry> find(Path path) throws IOException {
    String inode = FileIdentity.inode(path);
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.identity.isOf(path, inode) && Files.size(path) >= entry.shipped) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** A file not known yet; it is on disk when this returns. */
  Entry add(FileIdentity identity, long shipped) throws IOException {
    String name = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
    Entry entry = new Entry(name, identity, shipped);
    entries.add(entry);
    while (entries.size() > MOST) {
      entries.remove(0);
    }
    save();
    return entry;
  }

  /** Writes all to disk: beside the old file, and then in its place. */
  void save() throws IOException {
    ArrayNode list = JSON.createArrayNode();
    for (Entry entry : entries) {
      ObjectNode node = list.addObject();
      node.put("name", entry.name).put("shipped", entry.shipped);
      node.put("inode", entry.identity.inode()).put("headBytes", entry.identity.headBytes());
      node.put("digest", entry.identity.digest());
    }
    Path next = file.resolveSibling("files.json.new");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(list));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    save();
    lock.close();
  }
}
