package io.logstream.local.shop;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends whole lines to a file, each by one write, so that a tail never sees half of one. */
final class LineFile implements AutoCloseable {

  private final OutputStream out;

  LineFile(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the log " + path, e);
    }
  }

  synchronized void write(String line) {
    try {
      out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
