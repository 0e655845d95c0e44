package io.logstream.bench.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.template.Templates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Lines a second on one core over the cases of each format, from bytes to ECS JSON, recognised
 * without a hint; what recognition alone takes; what a template takes. Run from a checkout: the
 * cases are the test cases of {@code functions/}.
 */
@AutoService(Bench.class)
public final class FormatsBench implements Bench {

  private static final Path CASES = Path.of("functions/src/test/resources/formats");
  private static final long DEFAULT_MILLIS = 200;

  /** Work whose result the compiler must not see through. */
  private long sink;

  @Override
  public String name() {
    return "formats";
  }

  @Override
  public String description() {
    return "lines a second a core of each format's cases, recognition included; size is"
        + " milliseconds a format";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    if (!Files.isDirectory(CASES)) {
      throw new IOException(
          "expected the formats' cases in " + CASES.toAbsolutePath() + "; run from a checkout");
    }
    long millis = settings.size() > 0 ? settings.size() : DEFAULT_MILLIS;
    TreeMap<String, List<byte[]>> lines = lines();
    List<byte[]> all = lines.values().stream().flatMap(List::stream).toList();
    progress.println("warming up on " + all.size() + " lines");
    linesPerSecond(all, 10 * millis);
    lines.forEach(
        (format, cases) ->
            results.add(
                Measurement.alone(
                    name(),
                    format.replace('-', '_') + "_lines_per_s",
                    runs(settings.runs(), () -> linesPerSecond(cases, millis)))));
    results.add(
        Measurement.alone(
            name(),
            "all_lines_per_s",
            runs(settings.runs(), () -> linesPerSecond(all, 5 * millis))));
    results.add(
        Measurement.alone(
            name(),
            "recognition_ns_per_line",
            runs(settings.runs(), () -> recognitionNanos(all, 5 * millis))));
    results.add(
        Measurement.alone(
            name(),
            "template_ns_per_line",
            runs(settings.runs(), () -> templateNanos(all, 5 * millis))));
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

  private static TreeMap<String, List<byte[]>> lines() throws IOException {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    TreeMap<String, List<byte[]>> lines = new TreeMap<>();
    for (Format format : Formats.all().list()) {
      List<byte[]> cases = new ArrayList<>();
      for (JsonNode node : yaml.readTree(CASES.resolve(format.name() + ".yaml").toFile())) {
        if (!node.has("rejected")) {
          cases.add(node.get("line").asText().getBytes(StandardCharsets.UTF_8));
        }
      }
      lines.put(format.name(), cases);
    }
    return lines;
  }

  private double linesPerSecond(List<byte[]> lines, long millis) {
    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    Event event = new Event();
    EventJson json = new EventJson();
    ParseContext context = new ParseContext(1_709_251_200_000_000_000L, ZoneOffset.UTC);
    long count = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      for (byte[] line : lines) {
        try {
          normalizer.normalize(line, null, context, event);
          sink += json.write(event).length;
        } catch (ParseException e) {
          sink++;
        }
        count++;
      }
    }
    return count * 1e9 / (System.nanoTime() - start);
  }

  private double recognitionNanos(List<byte[]> lines, long millis) {
    List<String> texts = texts(lines);
    Event outer = new Event();
    StreamHeader header = new StreamHeader();
    long count = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      for (String text : texts) {
        sink += Formats.all().recognise(text, outer, header) == null ? 0 : 1;
        count++;
      }
    }
    return (double) (System.nanoTime() - start) / count;
  }

  private double templateNanos(List<byte[]> lines, long millis) {
    List<String> texts = texts(lines);
    Templates templates = new Templates();
    long count = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    while (System.nanoTime() < end) {
      for (String text : texts) {
        sink += templates.of(text).parameters().size();
        count++;
      }
    }
    return (double) (System.nanoTime() - start) / count;
  }

  private static List<String> texts(List<byte[]> lines) {
    return lines.stream().map(line -> new String(line, StandardCharsets.UTF_8)).toList();
  }
}
