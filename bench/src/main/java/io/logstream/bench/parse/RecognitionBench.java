package io.logstream.bench.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.template.Templates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What it takes to recognise a line's format without a hint, and to find a message's template, over
 * the cases of all formats. Run from a checkout: they are the test cases of {@code functions/}.
 */
@AutoService(Bench.class)
public final class RecognitionBench implements Bench {

  private static final Path CASES = Path.of("functions/src/test/resources/formats");
  private static final long DEFAULT_MILLIS = 1_000;

  /** Work whose result the compiler must not see through. */
  private long sink;

  @Override
  public String name() {
    return "recognition";
  }

  @Override
  public String description() {
    return "nanoseconds a line for a format without a hint, and for a template; size: milliseconds";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    if (!Files.isDirectory(CASES)) {
      throw new IOException(
          "expected the formats' cases in " + CASES.toAbsolutePath() + "; run from a checkout");
    }
    long millis = settings.size() > 0 ? settings.size() : DEFAULT_MILLIS;
    List<String> lines = lines();
    progress.println("warming up on " + lines.size() + " lines");
    recognitionNanos(lines, millis);
    templateNanos(lines, millis);
    results.add(
        Measurement.alone(
            name(),
            "recognition_ns_per_line",
            runs(settings.runs(), () -> recognitionNanos(lines, millis))));
    results.add(
        Measurement.alone(
            name(),
            "template_ns_per_line",
            runs(settings.runs(), () -> templateNanos(lines, millis))));
    progress.println("(" + sink + ")");
  }

  private interface Figure {
    double measure();
  }

  private static double[] runs(int count, Figure figure) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = figure.measure();
    }
    return values;
  }

  private static List<String> lines() throws IOException {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    List<String> lines = new ArrayList<>();
    for (Format format : Formats.all().list()) {
      for (JsonNode node : yaml.readTree(CASES.resolve(format.name() + ".yaml").toFile())) {
        if (!node.has("rejected")) {
          lines.add(node.get("line").asText());
        }
      }
    }
    return lines;
  }

  private double recognitionNanos(List<String> lines, long millis) {
    Event outer = new Event();
    StreamHeader header = new StreamHeader();
    long count = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      for (String text : lines) {
        sink += Formats.all().recognise(text, outer, header) == null ? 0 : 1;
        count++;
      }
    }
    return (double) (System.nanoTime() - start) / count;
  }

  private double templateNanos(List<String> lines, long millis) {
    Templates templates = new Templates();
    long count = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      for (String text : lines) {
        sink += templates.of(text).parameters().size();
        count++;
      }
    }
    return (double) (System.nanoTime() - start) / count;
  }
}
