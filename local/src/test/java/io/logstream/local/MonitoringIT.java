package io.logstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.monitoring.MonitoringFiles;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.junit.StackExtension;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The real servers, the ingest and the index job, a collector and the exporter, with lines on their
 * way: what is declared is exposed, and what is drawn has data.
 */
@Tag("long")
class MonitoringIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Figures of a stack of two regions, which {@link RegionsIT} starts. */
  private static final Set<String> OF_REGIONS = Set.of("region agent", "router");

  private static final String PROMETHEUS = System.getProperty("logstream.prometheus", "optional");

  private static JavaService collector;
  private static JavaService exporter;
  private static List<String> jobs = List.of();

  @BeforeAll
  static void start() throws IOException {
    Stack stack = STACK.stack();
    STACK.kafka().createTopics(LocalTopics.ALL);
    String node = STACK.elasticsearch().uri().toString();
    STACK.postgresql();
    new IndexTemplates(ElasticsearchConnection.to(node)).install();
    String jar =
        STACK.flink().upload(Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath());
    String group = STACK.unique("monitored");
    String brokers = STACK.kafka().bootstrapServers();
    jobs =
        List.of(
            STACK
                .flink()
                .run(
                    jar,
                    job("IngestJob", group, "--brokers", brokers, "--transaction-prefix", group)),
            STACK
                .flink()
                .run(
                    jar,
                    job("IndexJob", group + "-i", "--brokers", brokers, "--elasticsearch", node)),
            // The one of them that goes by event time.
            STACK
                .flink()
                .run(
                    jar,
                    job(
                        "LiveMetricsJob",
                        group + "-l",
                        "--brokers",
                        brokers,
                        "--transaction-prefix",
                        group + "-l")));
    jobs.forEach(job -> STACK.flink().awaitRunning(job, PATIENCE));
    collector = CollectorServer.in(stack, List.of(), "");
    exporter = ExporterServer.in(stack);
    collector.start();
    exporter.start();
  }

  private static JobSubmission job(String name, String group, String... more) {
    String[] arguments = Arrays.copyOf(more, more.length + 2);
    arguments[more.length] = "--group";
    arguments[more.length + 1] = group;
    return JobSubmission.of("io.logstream.jobs." + name, 1, arguments);
  }

  @AfterAll
  static void end() {
    jobs.forEach(STACK.flink()::cancel);
    collector.stop();
    exporter.stop();
  }

  @Test
  void aRunningStackExposesEveryMetricThatIsDeclared() throws Exception {
    Set<String> declared =
        MonitoringFiles.metrics().stream()
            .filter(metric -> !metric.source().equals("prometheus"))
            .filter(metric -> !OF_REGIONS.contains(metric.source()))
            .map(MonitoringFiles.Metric::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              sendLines();
              Set<String> missing = new TreeSet<>(declared);
              missing.removeAll(exposed());
              assertThat(missing).isEmpty();
            });
  }

  /**
   * By Debian's Prometheus, where it is installed: each expression of each panel is evaluated.
   * {@code -Dlogstream.prometheus=required} fails where it is not, instead of leaving this out.
   */
  @Test
  void everyPanelHasData() throws Exception {
    boolean isThere = isOnPath("prometheus");
    String absent = "prometheus is not on the PATH (Debian: apt-get install prometheus)";
    assertThat(isThere || !PROMETHEUS.equals("required")).as(absent).isTrue();
    Assumptions.assumeTrue(isThere, absent);
    int port = ports().of(Port.EXPORTER) + 30;
    Path folder = Files.createTempDirectory(Path.of("target"), "prometheus");
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(config, configuration(port));
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                sendLines();
                assertThat(panelsWithoutData(port)).isEmpty();
              });
    } finally {
      prometheus.destroy();
      prometheus.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static Map<String, String> panelsWithoutData(int port) throws Exception {
    Map<String, String> empty = new TreeMap<>();
    for (MonitoringFiles.Panel panel : MonitoringFiles.panels()) {
      if (panel.dashboard().equals("regions.json")) {
        continue;
      }
      for (String expression : panel.expressions()) {
        String query = URLEncoder.encode(expression.replace("$job", ".*"), StandardCharsets.UTF_8);
        JsonNode answer =
            JSON.readTree(
                get(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query)));
        if (answer.at("/data/result").isEmpty()) {
          empty.put(panel.title(), expression);
        }
      }
    }
    return empty;
  }

  /** The configuration of the local stack, with this stack's ports and more frequent looks. */
  private static String configuration(int prometheus) throws IOException {
    Ports ports = ports();
    return Files.readString(MonitoringFiles.FOLDER.resolve("prometheus/prometheus.local.yml"))
        .replace("../alerts", MonitoringFiles.FOLDER.resolve("alerts").toString())
        .replace("interval: 5s", "interval: 2s")
        .replace("timeout: 4s", "timeout: 2s")
        .replace("9249", "" + ports.of(Port.FLINK_JOBMANAGER_METRICS))
        .replace("9253", "" + ports.of(Port.FLINK_TASKMANAGER_METRICS))
        .replace("9464", "" + ports.of(Port.COLLECTOR_ADMIN))
        .replace("9465", "" + ports.of(Port.EXPORTER))
        .replace("9090", "" + prometheus);
  }

  private static Set<String> exposed() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Port port :
        List.of(
            Port.FLINK_JOBMANAGER_METRICS,
            Port.FLINK_TASKMANAGER_METRICS,
            Port.COLLECTOR_ADMIN,
            Port.EXPORTER)) {
      get(URI.create("http://127.0.0.1:" + ports().of(port) + "/metrics"))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[ {]", 2)[0])
          .forEach(names::add);
    }
    return names;
  }

  private static void sendLines() throws Exception {
    String body = "2026-11-24T10:00:00Z INFO a line\n".repeat(20) + "{\"broken\":\n";
    HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + ports().of(Port.COLLECTOR_HTTP)
                        + "/lines?service=monitored"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static String get(URI uri) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Ports ports() {
    return STACK.stack().options().ports();
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
