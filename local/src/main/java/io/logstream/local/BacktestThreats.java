package io.logstream.local;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.threat.Alert;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.ThreatEngine;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.IndicatorReader;
import io.logstream.functions.threat.intelligence.Indicators;
import io.logstream.functions.threat.sigma.SigmaRules;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
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

/** {@code logstream backtest threats}: the alerts that recorded traffic would have raised. */
@Command(
    name = "threats",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for threats in recorded traffic: files or folders, plain or gzipped, of Zeek logs (TSV"
          + " or JSON), Suricata EVE, Argus binetflow, packet captures (pcap, pcapng), records of"
          + " the topic \"flows\", or lines of any other format that carries connections.",
      "Writes one JSON object an alert, then one a host with its risk. Each input is a network of"
          + " its own. What could not be read is told on standard error."
    })
final class BacktestThreats implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Files or folders.")
  private List<Path> inputs;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The lines' format; recognised line by line where it is not given.")
  private String format;

  @Option(
      names = "--timezone",
      paramLabel = "TZ",
      defaultValue = "UTC",
      description = "The zone of time stamps that state none. Default: ${DEFAULT-VALUE}.")
  private ZoneId zone;

  @Option(
      names = "--threshold",
      paramLabel = "NAME=NUMBER",
      description = "Another value for a threshold of threat/thresholds.json, as often as needed.")
  private Map<String, Double> overrides = Map.of();

  @Option(
      names = "--indicators",
      paramLabel = "FILE",
      description =
          "A list of threat indicators, as often as needed: a STIX 2.1 bundle, or a value a line"
              + " (address, network, domain, URL, hash) with an optional time of expiry after a"
              + " comma.")
  private List<Path> indicatorFiles = List.of();

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description =
          "A file of Sigma rules or a folder of such files, as often as needed. Rules that cannot"
              + " be used are told on standard error.")
  private List<Path> rulePaths = List.of();

  @Option(
      names = "--explain",
      description = "Adds to each alert a sentence and the parts of its score.")
  private boolean isExplained;

  @Spec private CommandSpec spec;

  private final JsonBytes out = new JsonBytes(1024);

  @Override
  public Integer call() throws IOException {
    if (format != null && Formats.all().named(format).isEmpty()) {
      throw new ParameterException(spec.commandLine(), "unknown format \"" + format + "\"");
    }
    Thresholds thresholds = thresholds();
    Indicators indicators = indicators();
    SigmaRules rules = rules();
    try (OutputStream stdout =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      for (Path input : inputs) {
        if (!Files.exists(input)) {
          throw new ParameterException(spec.commandLine(), "no such file or folder: " + input);
        }
        run(input, thresholds, Detectors.all(thresholds, indicators, rules), stdout);
        stdout.flush();
      }
    }
    return 0;
  }

  private Indicators indicators() {
    List<Indicator> all = new ArrayList<>();
    for (Path file : indicatorFiles) {
      try {
        all.addAll(IndicatorReader.read(Files.readString(file), file.getFileName().toString()));
      } catch (IOException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
    return new Indicators(all);
  }

  private Thresholds thresholds() {
    Thresholds thresholds = Thresholds.defaults();
    try {
      for (Map.Entry<String, Double> override : overrides.entrySet()) {
        thresholds = thresholds.with(override.getKey(), override.getValue());
      }
      return thresholds;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private SigmaRules rules() {
    try {
      return SigmaFiles.read(rulePaths, spec.commandLine().getErr());
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--rules: " + e.getMessage(), e);
    }
  }

  private void run(
      Path input, Thresholds thresholds, List<Detector<?>> detectors, OutputStream stdout)
      throws IOException {
    FlowFiles files = new FlowFiles(format, zone);
    List<Flow> flows = files.read(input);
    if (files.refused() > 0 || flows.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%s: %d lines, %d flows, %d lines refused%s%n",
              input,
              files.lines(),
              flows.size(),
              files.refused(),
              files.firstError().isEmpty() ? "" : ", the first at " + files.firstError());
    }
    ThreatEngine engine = new ThreatEngine(detectors, thresholds);
    engine.run(flows);
    String name = input.getFileName().toString();
    for (Alert alert : engine.alerts()) {
      write(name, alert);
      stdout.write(out.raw('\n').toByteArray());
    }
    int rank = 0;
    for (ThreatEngine.Risk risk : engine.risks()) {
      out.reset().ascii("{\"input\":").string(name).ascii(",\"host\":{\"ip\":");
      out.string(risk.host()).ascii("},\"risk\":{\"score\":").ascii(decimal(risk.score()));
      out.ascii(",\"rank\":").number(++rank).ascii("}}\n");
      stdout.write(out.toByteArray());
    }
  }

  private void write(String input, Alert alert) {
    Finding finding = alert.finding();
    Finding.Subject subject = finding.subject();
    out.reset().ascii("{\"input\":").string(input);
    out.ascii(",\"alert\":{\"kind\":").string(finding.kind().id());
    out.ascii(",\"score\":").ascii(decimal(finding.score()));
    out.ascii(",\"severity\":").string(alert.severity().name().toLowerCase(Locale.ROOT));
    if (!finding.rule().id().isEmpty()) {
      out.ascii(",\"rule\":{\"id\":").string(finding.rule().id());
      out.ascii(",\"title\":").string(finding.rule().title());
      out.ascii(",\"level\":").string(finding.rule().level()).raw('}');
    }
    if (isExplained) {
      out.ascii(",\"explanation\":").string(finding.explanation());
      parts("parts", finding.parts());
      parts("worth", alert.worthParts());
    }
    out.ascii("},\"source\":{\"ip\":").string(subject.source());
    out.ascii("},\"destination\":{");
    text("ip", subject.destination());
    if (subject.port() != 0) {
      out.separate().ascii("\"port\":").number(subject.port());
    }
    text("domain", subject.domain());
    out.ascii("},\"threat\":{\"technique\":{\"id\":").string(finding.technique().id());
    out.ascii(",\"name\":").string(finding.technique().name());
    out.ascii("}},\"first_seen\":\"").time(finding.firstSeen());
    out.ascii("\",\"last_seen\":\"").time(finding.lastSeen()).ascii("\",\"evidence\":[");
    boolean isFirst = true;
    for (String id : finding.evidence()) {
      if (!isFirst) {
        out.raw(',');
      }
      out.string(id);
      isFirst = false;
    }
    out.ascii("]}");
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      out.separate().string(key).raw(':').string(value);
    }
  }

  private void parts(String key, Map<String, Double> parts) {
    out.raw(',').string(key).ascii(":{");
    parts.forEach((name, value) -> out.separate().string(name).raw(':').ascii(decimal(value)));
    out.raw('}');
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
