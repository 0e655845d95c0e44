package io.logstream.console.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with an entry a line, words with blanks between; {@code #} starts a comment. It is read
 * again when it has changed; where it is then no good, what was read before stays in force.
 */
final class FileLines<T> {

  /** Reads an entry. */
  interface Reader<T> {

    /**
     * Puts the entry of a line into the map.
     *
     * @throws IllegalArgumentException if the line is not as it should be
     */
    void read(String[] words, Map<String, T> entries);
  }

  private static final Logger LOG = LoggerFactory.getLogger(FileLines.class);

  private final Path file;
  private final Reader<T> reader;
  private FileTime read;
  private Map<String, T> entries;

  /**
   * Reads it.
   *
   * @throws IOException if it cannot be read or a line is not as it should be, naming the line
   */
  FileLines(Path file, Reader<T> reader) throws IOException {
    this.file = file;
    this.reader = reader;
    read = Files.getLastModifiedTime(file);
    entries = load();
  }

  private Map<String, T> load() throws IOException {
    Map<String, T> loaded = new TreeMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        try {
          reader.read(line.split("\\s+", -1), loaded);
        } catch (IllegalArgumentException e) {
          throw new IOException("%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
        }
      }
    }
    return loaded;
  }

  /** The entries in force. */
  synchronized Map<String, T> entries() {
    try {
      FileTime now = Files.getLastModifiedTime(file);
      if (!now.equals(read)) {
        read = now;
        entries = load();
        LOG.info("{} is read again", file);
      }
    } catch (IOException e) {
      LOG.error("{}: what was read before stays in force: {}", file, e.getMessage());
    }
    return entries;
  }
}
