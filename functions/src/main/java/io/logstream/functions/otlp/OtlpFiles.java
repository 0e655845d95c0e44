package io.logstream.functions.otlp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads folders of OTLP/JSON lines: {@code logs.*}, {@code traces.*} and {@code metrics.*}, each
 * {@code .jsonl} or {@code .jsonl.gz}. A line that cannot be read is counted and named to the
 * {@code refusals} given, and the reading goes on.
 */
public final class OtlpFiles {

  /** The signals of OpenTelemetry; the start of a file's name is its signal's in lower case. */
  public enum Signal {
    LOGS,
    TRACES,
    METRICS;

    boolean isOf(Path file) {
      return file.getFileName().toString().startsWith(name().toLowerCase(Locale.ROOT) + ".");
    }
  }

  private final OtlpJson json = new OtlpJson();
  private final Set<Signal> signals;
  private final Consumer<String> refusals;
  private long refused;

  /**
   * @param signals which files are read
   * @param refusals told of each line that could not be read: file, line number, reason
   */
  public OtlpFiles(Set<Signal> signals, Consumer<String> refusals) {
    this.signals = EnumSet.copyOf(signals);
    this.refusals = refusals;
  }

  /** Reads a folder's files one after the other, in the order of their names. */
  public void read(Path folder, Consumer<? super Telemetry> records) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(this::isRead).sorted().toList();
    }
    for (Path file : files) {
      try (InputStream in = open(file)) {
        read(in, file.toString(), records);
      }
    }
  }

  /** The records of a folder in the order of their {@link Telemetry#time()}. */
  public List<Telemetry> inOrder(Path folder) throws IOException {
    List<Telemetry> records = new ArrayList<>(1 << 14);
    read(folder, records::add);
    records.sort(Comparator.comparingLong(Telemetry::time));
    return records;
  }

  private boolean isRead(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"))
        && signals.stream().anyMatch(signal -> signal.isOf(file));
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /**
   * Reads lines to the end.
   *
   * @param name of the stream, for what is told of refused lines
   */
  public void read(InputStream lines, String name, Consumer<? super Telemetry> records)
      throws IOException {
    InputStream in = new BufferedInputStream(lines, 1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
    long number = 0;
    int b;
    do {
      b = in.read();
      if (b != '\n' && b >= 0) {
        line.write(b);
      } else if (line.size() > 0) {
        number++;
        accept(line.toByteArray(), name, number, records);
        line.reset();
      } else {
        number++;
      }
    } while (b >= 0);
  }

  private void accept(byte[] line, String name, long number, Consumer<? super Telemetry> records) {
    List<Telemetry> read = new ArrayList<>(4);
    try {
      json.read(line, read::add);
    } catch (IOException e) {
      refused++;
      refusals.accept(name + ":" + number + ": " + e.getMessage());
      return;
    }
    read.forEach(records);
  }

  /** Lines that could not be read. */
  public long refused() {
    return refused;
  }
}
