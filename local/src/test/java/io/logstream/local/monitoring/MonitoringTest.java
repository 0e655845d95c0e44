package io.logstream.local.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.local.monitoring.MonitoringFiles.Metric;
import io.logstream.local.monitoring.MonitoringFiles.Panel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Dashboards, alerts, runbooks and the catalogue of metrics agree with each other. */
class MonitoringTest {

  @Test
  void findsTheMetricsOfAnExpression() {
    assertThat(
            MonitoringFiles.metricsIn(
                "sum by (job_name) (rate(a_total{job=~\"b_c|d_e\"}[1m])) / clamp_min(f_g, 1) or up"
                    + " == 0"))
        .containsExactly("a_total", "f_g", "up");
  }

  @Test
  void panelsDrawDeclaredMetricsOnly() throws IOException {
    Set<String> declared = declared();
    for (Panel panel : MonitoringFiles.panels()) {
      assertThat(panel.expressions()).as(panel.title()).isNotEmpty();
      for (String expression : panel.expressions()) {
        assertThat(MonitoringFiles.metricsIn(expression)).as(panel.title()).isNotEmpty();
        assertThat(declared).as(panel.title()).containsAll(MonitoringFiles.metricsIn(expression));
      }
    }
  }

  @Test
  void panelsHaveATitleADescriptionAUnitAndTheProvisionedSource() throws IOException {
    Set<String> titles = new HashSet<>();
    for (Panel panel : MonitoringFiles.panels()) {
      assertThat(titles.add(panel.title())).as("two panels " + panel.title()).isTrue();
      assertThat(panel.json().path("description").asText()).as(panel.title()).isNotBlank();
      assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
          .as(panel.title())
          .isNotBlank();
      for (JsonNode target : panel.json().path("targets")) {
        assertThat(target.at("/datasource/uid").asText()).as(panel.title()).isEqualTo("prometheus");
        assertThat(target.path("legendFormat").asText()).as(panel.title()).isNotBlank();
      }
    }
  }

  @Test
  void dashboardsAreToldApartAndDoNotOverlap() throws IOException {
    Set<String> uids = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : MonitoringFiles.dashboards().entrySet()) {
      JsonNode dashboard = entry.getValue();
      assertThat(entry.getKey()).isEqualTo(dashboard.path("uid").asText() + ".json");
      assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
      assertThat(dashboard.path("tags").toString()).contains("logstream");
      assertThat(dashboard.path("links")).isNotEmpty();
      Set<String> taken = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        JsonNode place = panel.path("gridPos");
        int right = place.path("x").asInt() + place.path("w").asInt();
        assertThat(right).as(entry.getKey()).isLessThanOrEqualTo(24);
        for (int x = place.path("x").asInt(); x < right; x++) {
          for (int y = 0; y < place.path("h").asInt(); y++) {
            String cell = x + "," + (place.path("y").asInt() + y);
            assertThat(taken.add(cell)).as(entry.getKey() + " at " + cell).isTrue();
          }
        }
      }
    }
    assertThat(uids).hasSizeGreaterThanOrEqualTo(9);
  }

  @Test
  void alertsReadDeclaredMetricsAndHaveARunbookAndACase() throws IOException {
    Set<String> declared = declared();
    Set<String> tested =
        MonitoringFiles.list(
                MonitoringFiles.yaml(MonitoringFiles.FOLDER.resolve("alerts/tests.yml")), "tests")
            .stream()
            .map(test -> MonitoringFiles.text(test, "name"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> alert : MonitoringFiles.alerts()) {
      String name = MonitoringFiles.text(alert, "alert");
      assertThat(names.add(name)).isTrue();
      String expression = MonitoringFiles.text(alert, "expr");
      assertThat(declared).as(name).containsAll(MonitoringFiles.metricsIn(expression));
      assertThat(alert.get("labels").toString()).as(name).containsPattern("critical|warning");
      Path runbook = MonitoringFiles.ROOT.resolve("docs/runbooks/" + name + ".md");
      assertThat(alert.get("annotations").toString()).contains("docs/runbooks/" + name + ".md");
      assertThat(runbook).content().contains("## What it means", "## How to see", "## What to do");
      assertThat(runbook).content().contains(expression);
    }
    assertThat(tested).isEqualTo(names);
    try (Stream<Path> pages = Files.list(MonitoringFiles.ROOT.resolve("docs/runbooks"))) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void pageOfMetricsIsWhatTheCatalogueSays() throws IOException {
    StringBuilder page =
        new StringBuilder(
            "# Metrics\n\nWhat LogStream's processes tell Prometheus. Made from"
                + " `monitoring/metrics.yml`, where a metric is declared once.\n");
    String source = "";
    Set<String> names = new HashSet<>();
    for (Metric metric : MonitoringFiles.metrics()) {
      assertThat(names.add(metric.name())).as(metric.name()).isTrue();
      if (!metric.source().equals(source)) {
        source = metric.source();
        page.append(
            "\n## %s\n\n| metric | kind | unit | meaning |\n| --- | --- | --- | --- |\n"
                .formatted(source));
      }
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(metric.name(), metric.kind(), metric.unit(), metric.meaning()));
    }
    assertThat(MonitoringFiles.ROOT.resolve("docs/metrics.md")).hasContent(page.toString());
  }

  /** With Debian's package prometheus on the machine; its own checks are the stricter ones. */
  @Test
  void promtoolTakesTheRulesAndTheirCasesHold() throws Exception {
    Assumptions.assumeTrue(isOnPath("promtool"), "promtool is not on this machine");
    promtool("check", "rules", "alerts/logstream.yml");
    promtool("check", "config", "prometheus/prometheus.yml");
    promtool("check", "config", "prometheus/prometheus.local.yml");
    promtool("check", "config", "prometheus/prometheus.regions.yml");
    promtool("test", "rules", "alerts/tests.yml");
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = Stream.concat(Stream.of("promtool"), Arrays.stream(arguments)).toList();
    Process process =
        new ProcessBuilder(command)
            .directory(MonitoringFiles.FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Set<String> declared() throws IOException {
    return MonitoringFiles.metrics().stream()
        .map(Metric::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
