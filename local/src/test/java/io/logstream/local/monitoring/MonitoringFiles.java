package io.logstream.local.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code monitoring/} and what they say. */
public final class MonitoringFiles {

  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  public static final Path FOLDER = ROOT.resolve("monitoring");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Label values and label lists hold no metric. */
  private static final Pattern NOT_METRICS =
      Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\b(by|without|on|ignoring) *\\([^)]*\\)|\\[[^\\]]*]");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Set<String> WORDS = Set.of("or", "and", "unless", "bool", "offset");

  private MonitoringFiles() {}

  /** A metric as {@code metrics.yml} declares it. */
  public record Metric(String name, String kind, String unit, String source, String meaning) {}

  /** A panel of a dashboard, with the expressions that it draws. */
  public record Panel(String dashboard, JsonNode json) {

    public String title() {
      return dashboard + " / " + json.path("title").asText();
    }

    public List<String> expressions() {
      List<String> expressions = new ArrayList<>();
      json.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
      return expressions;
    }
  }

  public static List<Metric> metrics() throws IOException {
    List<Metric> metrics = new ArrayList<>();
    for (Map<String, Object> metric : list(yaml(FOLDER.resolve("metrics.yml")), "metrics")) {
      metrics.add(
          new Metric(
              text(metric, "name"),
              text(metric, "kind"),
              text(metric, "unit"),
              text(metric, "source"),
              text(metric, "meaning")));
    }
    return metrics;
  }

  public static Map<String, JsonNode> dashboards() throws IOException {
    Map<String, JsonNode> dashboards = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        dashboards.put(file.getFileName().toString(), JSON.readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  public static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    dashboards()
        .forEach((file, json) -> json.path("panels").forEach(p -> panels.add(new Panel(file, p))));
    return panels;
  }

  /** The alerts, each as its fields. */
  public static List<Map<String, Object>> alerts() throws IOException {
    List<Map<String, Object>> alerts = new ArrayList<>();
    for (Map<String, Object> group : list(yaml(FOLDER.resolve("alerts/logstream.yml")), "groups")) {
      alerts.addAll(list(group, "rules"));
    }
    return alerts;
  }

  /** The names of the metrics that a PromQL expression reads. */
  public static Set<String> metricsIn(String expression) {
    String bare = NOT_METRICS.matcher(expression).replaceAll(" ");
    return NAME.matcher(bare)
        .results()
        .filter(found -> !bare.substring(found.end()).stripLeading().startsWith("("))
        .map(found -> found.group())
        .filter(name -> !WORDS.contains(name) && name.contains("_") || name.equals("up"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String text(Map<String, Object> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new AssertionError("expected a " + key + " in " + map);
    }
    return value.toString();
  }

  @SuppressWarnings("unchecked") // YAML's lists and maps; a file of another shape fails the test.
  public static List<Map<String, Object>> list(Map<String, Object> map, String key) {
    return (List<Map<String, Object>>) map.get(key);
  }

  public static Map<String, Object> yaml(Path file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
  }
}
