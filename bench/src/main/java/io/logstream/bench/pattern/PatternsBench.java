package io.logstream.bench.pattern;

import com.google.auto.service.AutoService;
import io.logstream.functions.control.ControlRow;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A thousand patterns beside ten, on one core, all loaded before the first event: events a second
 * behind the first fifth, and the bytes of state that are held at the end. Once with patterns of
 * which every tenth asks for each error line, and once with a thousand that all do. Then as many
 * keys as there are, each of which comes once: a byte or a timer that is left when their windows
 * are over is no result, and neither is a run without matches.
 */
@AutoService(Bench.class)
public final class PatternsBench implements Bench {

  private static final int FEW = 10;
  private static final int MANY = 1_000;
  private static final int EVENTS = 200_000;

  /** Where all ask for every error line, a part of the events will do. */
  private static final int GENERAL_PART = 8;

  private static final int KEYS_AN_EVENT = 5;
  private static final long START = 1_700_000_000_000L;
  private static final long DISORDER = 5_000;
  private static final long STEP = 200;
  private static final long WINDOW = 60_000;

  /** Of a run. */
  private record Outcome(double eventsPerSecond, long matches, int matched, long stateBytes) {}

  @Override
  public String name() {
    return "patterns";
  }

  @Override
  public String description() {
    return "events/s and state of 1,000 patterns beside 10, keys that come once; size: events";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    int events = settings.size() > 0 ? Math.toIntExact(settings.size()) : EVENTS;
    Path folder = Files.createTempDirectory("logstream-patterns");
    try {
      compare("mixed", ManyPatterns::mixed, events, settings.runs(), folder, results, progress);
      compare(
          "general",
          ManyPatterns::general,
          events / GENERAL_PART,
          settings.runs(),
          folder,
          results,
          progress);
      keysThatComeOnce((long) events * KEYS_AN_EVENT, folder, results, progress);
    } finally {
      delete(folder);
    }
  }

  private void compare(
      String mix,
      IntFunction<ControlRow> patterns,
      int events,
      int runs,
      Path folder,
      Results results,
      PrintStream progress)
      throws Exception {
    double[][] rates = new double[2][runs];
    double[][] bytes = new double[2][runs];
    int[] sizes = {FEW, MANY};
    for (int i = -1; i < runs; i++) {
      for (int s = 0; s < sizes.length; s++) {
        // Only the compiler is warmed by a run that is not counted.
        Outcome outcome = outcome(patterns, sizes[s], i < 0 ? events / 2 : events, folder);
        progress.printf(
            "patterns: %s, run %d: %,.0f events/s through %,d, %,d matches of %,d, %,d bytes"
                + " held%n",
            mix,
            i + 1,
            outcome.eventsPerSecond,
            sizes[s],
            outcome.matches,
            outcome.matched,
            outcome.stateBytes);
        if (i >= 0 && outcome.matches == 0) {
          throw new IllegalStateException(sizes[s] + " patterns: expected matches, found none");
        }
        if (i >= 0) {
          rates[s][i] = outcome.eventsPerSecond;
          bytes[s][i] = outcome.stateBytes;
        }
      }
    }
    String peer = FEW + " patterns";
    results.add(
        new Measurement(name(), mix + "_events_per_s_through_" + MANY, peer, rates[1], rates[0]));
    results.add(new Measurement(name(), mix + "_state_bytes_of_" + MANY, peer, bytes[1], bytes[0]));
  }

  private static Outcome outcome(
      IntFunction<ControlRow> patterns, int size, int events, Path folder) throws Exception {
    try (PatternOperators operators = loaded(patterns, size, folder)) {
      long warm = 0;
      for (int i = 0; i < events; i++) {
        if (i == events / 5) {
          warm = System.nanoTime();
        }
        operators.event(ManyPatterns.event(i, START + i));
        if (i % STEP == 0) {
          operators.watermark(START + i - DISORDER);
        }
      }
      double seconds = (System.nanoTime() - warm) / 1e9;
      return new Outcome(
          (events - events / 5) / seconds,
          operators.matches(),
          operators.matched(),
          operators.stateBytes());
    }
  }

  private static PatternOperators loaded(IntFunction<ControlRow> patterns, int size, Path folder)
      throws Exception {
    PatternOperators operators = new PatternOperators(folder);
    for (int i = 0; i < size; i++) {
      operators.add(patterns.apply(i));
    }
    return operators;
  }

  private void keysThatComeOnce(long keys, Path folder, Results results, PrintStream progress)
      throws Exception {
    try (PatternOperators operators = loaded(ManyPatterns::mixed, MANY, folder)) {
      long empty = operators.stateBytes();
      long begun = System.nanoTime();
      for (long i = 0; i < keys; i++) {
        operators.event(ManyPatterns.once(i, START + i));
        if (i % STEP == 0) {
          operators.watermark(START + i - DISORDER);
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      long held = operators.stateBytes();
      operators.watermark(START + keys + WINDOW);
      long left = operators.stateBytes() - empty;
      progress.printf(
          "patterns: %,d keys in %.0f s; %,d bytes held, %,d bytes and %,d timers left%n",
          keys, seconds, held - empty, left, operators.timers());
      if (held == empty || left != 0 || operators.timers() != 0) {
        throw new IllegalStateException(
            "expected state while windows last and none behind them, found %,d and %,d bytes, %,d timers"
                .formatted(held - empty, left, operators.timers()));
      }
      results.add(Measurement.alone(name(), "keys_once_per_s", keys / seconds));
      results.add(Measurement.alone(name(), "keys_once_state_bytes", held - empty));
      results.add(Measurement.alone(name(), "keys_once_state_bytes_left", left));
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
