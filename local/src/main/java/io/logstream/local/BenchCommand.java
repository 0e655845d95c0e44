package io.logstream.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream bench NAME…}: a line of JSON for each figure. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures, and prints one JSON object a figure:",
      "{bench, measure, value, peer, peer_value, ratio, runs, min, max}.",
      "The value is the median over the runs. Without a name, lists the benchmarks."
    })
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; several in turn.")
  private String[] names = {};

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "How often each is run. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--size",
      defaultValue = "0",
      description = "Size of a run, in the benchmark's unit; 0 for its default.")
  private long size;

  @Override
  public Integer call() throws Exception {
    Map<String, Bench> known = known();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (names.length == 0) {
      known.values().forEach(b -> out.printf("%-12s %s%n", b.name(), b.description()));
      return 0;
    }
    if (runs < 1) {
      throw new ParameterException(spec.commandLine(), "--runs: expected 1 or more, found " + runs);
    }
    for (String name : names) {
      if (!known.containsKey(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "no benchmark \"%s\"; expected one of %s".formatted(name, known.keySet()));
      }
    }
    for (String name : names) {
      known
          .get(name)
          .run(
              new Bench.Settings(runs, size),
              measurement -> out.println(measurement.toJson()),
              System.err);
    }
    return 0;
  }

  private static Map<String, Bench> known() {
    Map<String, Bench> known = new TreeMap<>();
    Iterator<Bench> found = ServiceLoader.load(Bench.class).iterator();
    while (found.hasNext()) {
      Bench bench = found.next();
      Bench other = known.put(bench.name(), bench);
      if (other != null) {
        throw new IllegalStateException(
            "two benchmarks are named "
                + bench.name()
                + ": "
                + other.getClass()
                + " and "
                + bench.getClass());
      }
    }
    return known;
  }
}
