package io.logstream.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.collector.ship.ShipOptions;
import io.logstream.collector.ship.Shipper;
import io.logstream.collector.wire.Packing;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code ship} with a file that a test writes, until it is closed. */
final class Shipping implements AutoCloseable {

  private final AtomicBoolean isEnding = new AtomicBoolean();
  private final BufferedWriter writer;
  private final Shipper shipper;
  private final Thread thread;

  Shipping(Path folder, String name, int port) throws IOException {
    Path file = folder.resolve(name + ".log");
    writer = Files.newBufferedWriter(file);
    shipper =
        new Shipper(
            new ShipOptions(
                List.of(file.toString()),
                "127.0.0.1",
                port,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                new ShipOptions.Labels("web-1", "", ""),
                Optional.empty(),
                UTF_8,
                Packing.LZ4,
                folder.resolve(name + "-state"),
                true,
                false,
                1 << 13,
                Duration.ofMillis(20),
                8));
    thread = new Thread(this::ship, "shipping");
    thread.start();
  }

  private void ship() {
    try {
      shipper.run(isEnding::get);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds lines to the file. */
  void write(List<String> lines) throws IOException {
    for (String line : lines) {
      writer.write(line);
      writer.newLine();
    }
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    isEnding.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
    shipper.close();
  }
}
