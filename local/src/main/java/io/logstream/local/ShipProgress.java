package io.logstream.local;

import io.logstream.collector.ship.Shipper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Shows people how far {@code ship} is: a bar that is drawn anew on a terminal, a line at the end
 * elsewhere.
 */
final class ShipProgress {

  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean isShown;
  private final boolean isTerminal;
  private final long start = System.nanoTime();

  ShipProgress(PrintStream out, boolean isShown, boolean isTerminal) {
    this.out = out;
    this.isShown = isShown;
    this.isTerminal = isTerminal;
  }

  void show(Shipper shipper) {
    if (isShown && isTerminal) {
      out.print("\r" + bar(progress(shipper)) + "\u001b[K");
      out.flush();
    }
  }

  void end(Shipper shipper) {
    if (isShown) {
      Shipper.Progress p = progress(shipper);
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf(
          Locale.ROOT,
          "%sshipped %d lines, %.1f MiB (%.1f MiB on the wire), %.0f lines/s%n",
          isTerminal ? "\r\u001b[K" : "",
          p.lines(),
          p.bytes() / 1048576.0,
          p.wireBytes() / 1048576.0,
          p.lines() / seconds);
    }
  }

  static String bar(Shipper.Progress p) {
    long all = p.done() + p.behind();
    int percent = all == 0 ? 100 : (int) (100 * p.done() / all);
    int full = WIDTH * percent / 100;
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %d lines  %d files%s",
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        percent,
        p.lines(),
        p.files(),
        p.error().isEmpty() ? "" : "  waiting: " + p.error());
  }

  private static Shipper.Progress progress(Shipper shipper) {
    try {
      return shipper.progress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
