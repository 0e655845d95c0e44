package io.logstream.local;

import io.logstream.functions.otlp.OtlpFiles;
import io.logstream.functions.otlp.OtlpFiles.Signal;
import io.logstream.functions.otlp.Telemetry;
import io.logstream.functions.rootcause.Incident;
import io.logstream.functions.rootcause.IncidentJson;
import io.logstream.functions.rootcause.RootCauseEngine;
import io.logstream.functions.rootcause.Thresholds;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream backtest root-cause}: the incidents that recorded telemetry would have told. */
@Command(
    name = "root-cause",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for incidents in folders of OTLP/JSON lines (logs.*, traces.* and metrics.*, .jsonl or"
          + " .jsonl.gz) and ranks the services they may have begun in.",
      "Writes one JSON object an incident. Each input is a system of its own that behaves as the"
          + " baseline before. What could not be read is told on standard error."
    })
final class BacktestRootCause implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "INPUT_DIR", description = "Folders.")
  private List<Path> inputs;

  @Option(
      names = "--baseline",
      required = true,
      paramLabel = "DIR",
      description = "A folder of a time in which nothing was wrong; a minute is enough.")
  private Path baseline;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "SIGNAL",
      description = "Signals that are left out: logs, traces, metrics.")
  private List<String> without = List.of();

  @Option(
      names = "--timeline",
      description = "Adds to each incident the anomalies that it was judged by.")
  private boolean isTimeline;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Set<Signal> signals = signals();
    List<Telemetry> usual = read(baseline, signals);
    IncidentJson json = new IncidentJson();
    try (OutputStream stdout =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      for (Path input : inputs) {
        String name = input.toAbsolutePath().normalize().getFileName().toString();
        for (Incident incident : incidents(usual, read(input, signals))) {
          stdout.write(json.writeBacktest(name, incident, isTimeline));
        }
        stdout.flush();
      }
    }
    return 0;
  }

  /** The last state of each incident. */
  private static Iterable<Incident> incidents(List<Telemetry> usual, List<Telemetry> records) {
    RootCauseEngine engine = new RootCauseEngine(Thresholds.DEFAULT);
    engine.learn(usual);
    Map<String, Incident> incidents = new LinkedHashMap<>();
    for (Telemetry record : records) {
      engine.accept(record);
      engine.advance(record.time()).forEach(incident -> incidents.put(incident.id(), incident));
    }
    engine.finish().forEach(incident -> incidents.put(incident.id(), incident));
    return incidents.values();
  }

  private List<Telemetry> read(Path folder, Set<Signal> signals) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "no such folder: " + folder);
    }
    OtlpFiles files =
        new OtlpFiles(signals, refusal -> spec.commandLine().getErr().println(refusal));
    List<Telemetry> records = files.inOrder(folder);
    if (records.isEmpty()) {
      spec.commandLine().getErr().println(folder + ": no logs, traces or metrics");
    }
    return records;
  }

  private Set<Signal> signals() {
    EnumSet<Signal> signals = EnumSet.allOf(Signal.class);
    for (String name : without) {
      try {
        signals.remove(Signal.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "expected logs, traces or metrics, found \"" + name + "\"", e);
      }
    }
    if (signals.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "no signal is left");
    }
    return signals;
  }
}
