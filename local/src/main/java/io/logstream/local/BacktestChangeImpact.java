package io.logstream.local;

import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.graph.DependencyFinder;
import io.logstream.functions.graph.ServiceGraph;
import io.logstream.functions.impact.Accuracy;
import io.logstream.functions.impact.Accuracy.Outcome;
import io.logstream.functions.impact.Affected;
import io.logstream.functions.impact.BlastRadius;
import io.logstream.functions.impact.Movement;
import io.logstream.functions.impact.MovementFinder;
import io.logstream.functions.otlp.OtlpFiles;
import io.logstream.functions.otlp.OtlpFiles.Signal;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream backtest change-impact}: what a change would have been said to break. */
@Command(
    name = "change-impact",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks the services that a change of one of them may be felt by, from the service map of a"
          + " baseline, and says of each whether it moved in the input: folders of OTLP/JSON lines"
          + " (logs.*, traces.*; .jsonl or .jsonl.gz).",
      "Writes one JSON object an input. The probabilities are those if the change does harm."
    })
final class BacktestChangeImpact implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "INPUT_DIR", description = "Folders.")
  private List<Path> inputs;

  @Option(
      names = "--changed",
      required = true,
      paramLabel = "SERVICE",
      description = "What was changed.")
  private String changed;

  @Option(
      names = "--baseline",
      required = true,
      paramLabel = "DIR",
      description = "A folder of a time before the change; a minute is enough.")
  private Path baseline;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "When the change was made, such as 2026-03-10T12:00:00Z: what an input has of the time"
              + " before counts as before. Default: before the inputs.")
  private Instant at;

  @Spec private CommandSpec spec;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    List<Telemetry> usual = read(baseline);
    DependencyFinder finder = new DependencyFinder();
    usual.forEach(finder::add);
    ServiceGraph graph = finder.graph();
    if (!graph.nodes().contains(changed)) {
      throw new ParameterException(
          spec.commandLine(),
          "no service \"%s\" in %s; there are %s"
              .formatted(changed, baseline, String.join(", ", graph.nodes())));
    }
    List<Affected> affected = BlastRadius.of(graph, changed, 1);
    for (Path input : inputs) {
      MovementFinder movements = new MovementFinder();
      usual.forEach(movements::before);
      for (Telemetry record : read(input)) {
        if (begin(record) < changedAt()) {
          movements.before(record);
        } else {
          movements.after(record);
        }
      }
      print(input, affected, movements.find());
    }
    out.flush();
    return 0;
  }

  private long changedAt() {
    return at == null ? Long.MIN_VALUE : at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private static long begin(Telemetry record) {
    return record instanceof Span span ? span.start() : record.time();
  }

  private void print(Path input, List<Affected> affected, Map<String, Movement> movements) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Outcome> byDistance = new ArrayList<>();
    JsonBytes json = new JsonBytes(4096);
    json.ascii("{\"input\":").string(input.toAbsolutePath().normalize().getFileName().toString());
    json.ascii(",\"change\":{\"service\":").string(changed);
    json.ascii(",\"moved\":").ascii(moved(movements, changed)).ascii("},\"affected\":[");
    int rank = 0;
    for (Affected service : affected) {
      Movement movement = movements.get(service.service());
      json.ascii(rank++ == 0 ? "" : ",").ascii("{\"rank\":").number(rank);
      json.ascii(",\"service\":").string(service.service());
      json.ascii(",\"probability\":").ascii(decimal(service.probability()));
      json.ascii(",\"hops\":").ascii(hops(service));
      json.ascii(",\"parts\":{\"dependence\":").ascii(decimal(service.dependence()));
      json.ascii(",\"load\":").ascii(decimal(service.load())).raw('}');
      if (movement != null) {
        outcomes.add(new Outcome(service.probability(), movement.moved()));
        byDistance.add(new Outcome(nearness(service), movement.moved()));
        json.ascii(",\"moved\":").ascii(Boolean.toString(movement.moved()));
        json.ascii(",\"latency_ratio\":").ascii(decimal(movement.latencyRatio()));
        json.ascii(",\"error_share_before\":").ascii(decimal(movement.errorsBefore()));
        json.ascii(",\"error_share_after\":").ascii(decimal(movement.errorsAfter()));
      }
      json.raw('}');
    }
    json.raw(']');
    number(json, "auc", Accuracy.areaUnderCurve(outcomes));
    number(json, "auc_by_distance", Accuracy.areaUnderCurve(byDistance));
    number(json, "brier", Accuracy.brierScore(outcomes));
    out.println(new String(json.raw('}').toByteArray(), StandardCharsets.UTF_8));
  }

  private static String hops(Affected service) {
    return service.hops() == Affected.UNREACHED ? "null" : Integer.toString(service.hops());
  }

  /** What the distance on the map alone would say. */
  private static double nearness(Affected service) {
    return service.hops() == Affected.UNREACHED ? 0 : 1.0 / (1 + service.hops());
  }

  private static String moved(Map<String, Movement> movements, String service) {
    Movement movement = movements.get(service);
    return movement == null ? "null" : Boolean.toString(movement.moved());
  }

  private static void number(JsonBytes json, String name, double value) {
    if (!Double.isNaN(value)) {
      json.raw(',').string(name).raw(':').ascii(decimal(value));
    }
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private List<Telemetry> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "no such folder: " + folder);
    }
    List<Telemetry> records = new ArrayList<>();
    new OtlpFiles(
            EnumSet.of(Signal.LOGS, Signal.TRACES),
            refusal -> spec.commandLine().getErr().println(refusal))
        .read(folder, records::add);
    return records;
  }
}
