package io.logstream.local.alerting;

import io.logstream.functions.threat.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Relays of one process, each in a thread of its own. */
public final class AlertRelays implements AutoCloseable {

  private final ToldAlerts told;
  private final List<AlertRelay> relays = new ArrayList<>();

  /**
   * What a process is told.
   *
   * @param brokers host:port, several with commas between
   * @param group consumer group, of which each output has one of its own
   * @param least alerts below it are not told
   * @param file remembers what was told
   */
  public record Options(String brokers, String group, Severity least, Path file) {}

  /** Relays of outputs, which it closes. */
  public AlertRelays(Options options, List<AlertOutput> outputs) throws SQLException, IOException {
    told = new ToldAlerts(options.file());
    for (AlertOutput output : outputs) {
      relays.add(new AlertRelay(options.brokers(), options.group(), options.least(), told, output));
    }
  }

  /**
   * Relays until {@link #end}.
   *
   * @throws IOException if a relay failed; the others have ended then
   */
  public void run() throws IOException, InterruptedException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch running = new CountDownLatch(relays.size());
    for (AlertRelay relay : relays) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  relay.run();
                } catch (Exception e) {
                  failure.compareAndSet(null, e);
                } finally {
                  end();
                  running.countDown();
                }
              },
              "alert-relay");
      thread.start();
    }
    running.await();
    if (failure.get() != null) {
      throw new IOException(failure.get().getMessage(), failure.get());
    }
  }

  /** What became of the alerts, an output a line. */
  public String summary() {
    return String.join("\n", relays.stream().map(AlertRelay::summary).toList());
  }

  /** Tells all to end; safe from any thread. */
  public void end() {
    relays.forEach(AlertRelay::end);
  }

  @Override
  public void close() throws IOException, SQLException {
    for (AlertRelay relay : relays) {
      relay.close();
    }
    told.close();
  }
}
