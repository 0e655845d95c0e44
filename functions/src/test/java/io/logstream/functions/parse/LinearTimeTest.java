package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Event;
import io.logstream.functions.normalize.LineNormalizer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No line makes a parser work more than in proportion to its length: twice the line costs about
 * twice the time. Counts the processor's time of this thread alone, takes the best of several runs,
 * repeats what looks wrong, and lets pass what is too quick to measure, so that a busy machine does
 * not matter. Work that grows with the square would take four times as long, every time.
 */
class LinearTimeTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ParseContext CONTEXT =
      new ParseContext(1_709_208_000_000_000_000L, ZoneOffset.UTC);

  /** What a hostile sender repeats. */
  private static final List<String> UNITS =
      List.of(
          " a=b",
          "=",
          "\"",
          "\\",
          "\\\"",
          ",",
          "|",
          "[",
          "(",
          ": ",
          " %A-1-B",
          "x",
          " ",
          "\t",
          "; ",
          " [**]",
          " x:\"",
          ", A: ",
          "{\"a\":1,",
          "<1>",
          "1.",
          "a:",
          " -> ",
          "\\x09",
          "#011",
          " IN=");

  private static final int LENGTH = 1 << 15;
  private static final int RUNS = 4;

  /** On a machine that others share, a whole row of runs may be slow: it is tried again. */
  private static final int ROUNDS = 12;

  /** So many of a format's cases are started from, spread over all. */
  private static final int VARIANTS = 4;

  /** Below this a run says nothing: collection and compilation are of that size. */
  private static final long TOO_QUICK_NANOS = 25_000_000;

  private static final double MOST = 3.2;

  static Stream<Format> formats() {
    return Formats.all().list().stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void twiceTheLineCostsAboutTwiceTheTime(Format format) {
    List<String> lines =
        FormatCases.of(format.name()).stream().map(node -> node.get("line").asText()).toList();
    int step = Math.max(1, lines.size() / VARIANTS);
    for (int i = 0; i < lines.size(); i += step) {
      String start = i == 0 ? lines.get(0).substring(0, lines.get(0).length() / 2) : lines.get(i);
      for (String unit : UNITS) {
        String once = start + unit.repeat(LENGTH / unit.length());
        String twice = start + unit.repeat(2 * LENGTH / unit.length());
        long longer = best(format, twice, 1);
        if (longer < TOO_QUICK_NANOS) {
          continue;
        }
        longer = Math.min(longer, best(format, twice, RUNS));
        long shorter = best(format, once, RUNS);
        for (int round = 1; round < ROUNDS && isTooMuch(longer, shorter); round++) {
          longer = Math.min(longer, best(format, twice, RUNS));
          shorter = Math.min(shorter, best(format, once, RUNS));
        }
        assertThat((double) longer / Math.max(shorter, 1))
            .as(
                "%s, %s repeated: %d ns for %d characters, %d ns for twice as many",
                format.name(), unit, shorter, once.length(), longer)
            .isLessThan(isTooMuch(longer, shorter) ? MOST : Double.MAX_VALUE);
      }
    }
  }

  private static boolean isTooMuch(long longer, long shorter) {
    return longer >= TOO_QUICK_NANOS && longer >= MOST * shorter;
  }

  private static long best(Format format, String line, int runs) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    long best = Long.MAX_VALUE;
    for (int run = 0; run < runs; run++) {
      LineNormalizer normalizer = new LineNormalizer(Formats.all());
      Event event = new Event();
      long begin = THREADS.getCurrentThreadCpuTime();
      try {
        normalizer.normalize(bytes, format.name(), CONTEXT, event);
      } catch (ParseException e) {
        // A refusal must be quick too.
        assertThat(e.getMessage()).isNotBlank();
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - begin);
    }
    return best;
  }
}
