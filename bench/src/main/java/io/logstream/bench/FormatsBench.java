package io.logstream.bench;

import com.google.auto.service.AutoService;
import io.logstream.local.Bench;
import io.logstream.local.Home;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.util.Collection;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Lines a second of one core, by JMH: from the raw bytes to the event's JSON with all enrichment,
 * of the mix that "bench ingest" has and of each format's own cases.
 */
@AutoService(Bench.class)
public final class FormatsBench implements Bench {

  @Override
  public String name() {
    return "formats";
  }

  @Override
  public String description() {
    return "lines/s a core of each format and of a mix, by JMH; size: milliseconds a measurement";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long millis = settings.size() > 0 ? settings.size() : 1_000;
    String[] formats =
        Stream.concat(Stream.of("mixed"), FormatCases.formats().stream()).toArray(String[]::new);
    progress.printf(
        "formats: %d of them, %d s each%n", formats.length, (settings.runs() + 2) * millis / 1_000);
    Collection<RunResult> runs =
        new Runner(
                new OptionsBuilder()
                    .include(LineBenchmark.class.getName())
                    .param("format", formats)
                    .forks(1)
                    .jvmArgsAppend("-Xmx512m", "-Dlogstream.home=" + Home.folder())
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(settings.runs())
                    .measurementTime(TimeValue.milliseconds(millis))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    for (RunResult run : runs) {
      double[] values =
          run.getBenchmarkResults().stream()
              .flatMap(result -> result.getIterationResults().stream())
              .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
              .toArray();
      results.add(
          Measurement.alone(
              name(), run.getParams().getParam("format") + "_lines_per_s_a_core", values));
    }
  }
}
