package io.logstream.local;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.graph.DependencyFinder;
import io.logstream.functions.otlp.OtlpFiles;
import io.logstream.functions.otlp.OtlpFiles.Signal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logstream backtest dependencies}: the service map of recorded telemetry. */
@Command(
    name = "dependencies",
    mixinStandardHelpOptions = true,
    description = {
      "Finds who calls whom in folders of OTLP/JSON lines (logs.*, traces.*, metrics.*; .jsonl or"
          + " .jsonl.gz) and writes an edge a line.",
      "From spans where a folder has any; else from the lines of traced requests."
    })
final class BacktestDependencies implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "INPUT_DIR", description = "Folders, each on its own.")
  private List<Path> inputs;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "SIGNAL",
      description = "Signals not to read: traces, logs, metrics.")
  private Set<Signal> without = EnumSet.noneOf(Signal.class);

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    Set<Signal> signals = EnumSet.allOf(Signal.class);
    signals.removeAll(without);
    for (Path input : inputs) {
      DependencyFinder finder = new DependencyFinder();
      new OtlpFiles(signals, System.err::println).read(input, finder::add);
      for (Dependency edge : finder.graph().edges()) {
        print(input.toAbsolutePath().normalize().getFileName().toString(), edge);
      }
    }
    out.flush();
    return 0;
  }

  private void print(String input, Dependency edge) {
    JsonBytes json = new JsonBytes(256);
    json.ascii("{\"input\":").string(input);
    json.ascii(",\"caller\":").string(edge.caller());
    json.ascii(",\"callee\":").string(edge.callee());
    json.ascii(",\"kind\":").string(edge.kind().name().toLowerCase(Locale.ROOT));
    json.ascii(",\"calls\":").number(edge.calls());
    json.ascii(",\"errors\":").number(edge.errors());
    millis(json, "p50_ms", edge.latency().p50());
    millis(json, "p95_ms", edge.latency().p95());
    millis(json, "p99_ms", edge.latency().p99());
    out.println(new String(json.raw('}').toByteArray(), StandardCharsets.UTF_8));
  }

  private static void millis(JsonBytes json, String name, double value) {
    if (!Double.isNaN(value)) {
      json.raw(',').raw('"').ascii(name).raw('"').raw(':');
      json.ascii(String.format(Locale.ROOT, "%.3f", value));
    }
  }
}
