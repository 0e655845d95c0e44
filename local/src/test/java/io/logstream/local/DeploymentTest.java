package io.logstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code docker-compose.yml} and {@code flink-conf/kubernetes} promise. */
class DeploymentTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path KUBERNETES = ROOT.resolve("flink-conf/kubernetes");

  /** A version to the patch, never {@code latest}, never a major version alone. */
  private static final Pattern EXACT = Pattern.compile(".+:v?\\d+\\.\\d+(\\.\\d+)?(-[a-z0-9]+)?");

  private static final Pattern TOPIC = Pattern.compile("create (\\S+) (\\d+) (\\S+)");

  @Test
  void containersAreExactLimitedUnprivilegedAndChecked() throws IOException {
    Map<String, Object> services = map(compose().get("services"));
    services.forEach(
        (name, value) -> {
          Map<String, Object> service = map(value);
          assertThat(service.get("image").toString()).as(name).matches(EXACT);
          assertThat(service.get("user").toString()).as(name).doesNotStartWith("0");
          assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
          assertThat(service.get("security_opt").toString()).as(name).contains("no-new-privileges");
          assertThat(path(service, "deploy", "resources", "limits").keySet())
              .as(name)
              .contains("cpus", "memory");
          boolean ends = List.of("topics", "jobs").contains(name);
          assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!ends);
        });
  }

  @Test
  void nothingIsOpenBeyondThisMachine() throws IOException {
    map(compose().get("services"))
        .forEach(
            (name, value) -> {
              for (Object port : list(map(value).getOrDefault("ports", List.of()))) {
                assertThat(port.toString()).as(name).startsWith("127.0.0.1:");
              }
            });
  }

  @Test
  void composeHoldsNoSecret() throws IOException {
    for (String line : Files.readAllLines(ROOT.resolve("docker-compose.yml"))) {
      if (line.matches(".*(?i)password[^}]*[:=].*") && !line.strip().startsWith("#")) {
        assertThat(line).contains("${");
      }
    }
  }

  @Test
  void whatServicesMountIsThere() throws IOException {
    map(compose().get("services"))
        .forEach(
            (name, value) -> {
              for (Object volume : list(map(value).getOrDefault("volumes", List.of()))) {
                String source = volume.toString().split(":")[0];
                if (source.startsWith("./")) {
                  assertThat(ROOT.resolve(source)).as(name).exists();
                }
              }
              Map<String, Object> build = map(map(value).getOrDefault("build", Map.of()));
              if (!build.isEmpty()) {
                assertThat(ROOT.resolve(build.get("dockerfile").toString())).as(name).exists();
              }
            });
  }

  @Test
  void containersHaveTheTopicsOfTheLocalStack() throws IOException {
    List<String> created =
        Files.readAllLines(ROOT.resolve("docker/create-topics.sh")).stream()
            .map(TOPIC::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1) + " " + matcher.group(2))
            .toList();
    assertThat(created)
        .containsExactlyInAnyOrderElementsOf(
            LocalTopics.ALL.stream().map(DeploymentTest::nameAndPartitions).toList());
  }

  @Test
  void kubernetesHasTheSameTopics() throws IOException {
    List<String> names = new ArrayList<>();
    for (Map<String, Object> manifest : manifests()) {
      if (manifest.get("kind").equals("KafkaTopic")) {
        names.add(path(manifest, "spec").get("topicName").toString());
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            LocalTopics.ALL.stream().map(TopicSpec::name).toList());
  }

  @Test
  void jobsAreHighlyAvailableAndUpgradedWithASavepoint() throws Exception {
    int jobs = 0;
    for (Map<String, Object> manifest : manifests()) {
      if (!manifest.get("kind").equals("FlinkDeployment")) {
        continue;
      }
      jobs++;
      String name = path(manifest, "metadata").get("name").toString();
      Map<String, Object> configuration = path(manifest, "spec", "flinkConfiguration");
      assertThat(configuration).as(name).containsEntry("high-availability.type", "kubernetes");
      assertThat(configuration).as(name).containsEntry("job.autoscaler.enabled", "true");
      assertThat(configuration).as(name).containsEntry("pipeline.generic-types", "false");
      // The operator's schema takes texts only.
      assertThat(configuration.values()).as(name).allMatch(String.class::isInstance);
      Map<String, Object> job = path(manifest, "spec", "job");
      assertThat(job).as(name).containsEntry("upgradeMode", "savepoint");
      Class.forName(job.get("entryClass").toString(), false, getClass().getClassLoader());
      assertThat(path(manifest, "spec", "podTemplate", "spec", "securityContext"))
          .as(name)
          .containsEntry("runAsNonRoot", true);
    }
    assertThat(jobs).isGreaterThanOrEqualTo(5);
  }

  @Test
  void workloadsRunUnprivilegedWithProbesAndLimits() throws IOException {
    for (Map<String, Object> manifest : manifests()) {
      if (List.of("Deployment", "StatefulSet").contains(manifest.get("kind"))) {
        Map<String, Object> pod = path(manifest, "spec", "template", "spec");
        assertThat(map(pod.get("securityContext"))).containsEntry("runAsNonRoot", true);
        for (Object value : list(pod.get("containers"))) {
          Map<String, Object> container = map(value);
          assertThat(container).containsKeys("readinessProbe", "livenessProbe", "resources");
          assertThat(map(container.get("securityContext")))
              .containsEntry("readOnlyRootFilesystem", true)
              .containsEntry("allowPrivilegeEscalation", false);
        }
      }
    }
  }

  @Test
  void kustomizationListsEveryManifest() throws IOException {
    Map<String, Object> kustomization = yaml(KUBERNETES.resolve("kustomization.yaml")).get(0);
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      assertThat(list(kustomization.get("resources")).stream().map(Object::toString))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> !name.equals("kustomization.yaml"))
                  .toList());
    }
  }

  private static String nameAndPartitions(TopicSpec topic) {
    return topic.name() + " " + topic.partitions();
  }

  private static Map<String, Object> compose() throws IOException {
    return yaml(ROOT.resolve("docker-compose.yml")).get(0);
  }

  private static List<Map<String, Object>> manifests() throws IOException {
    List<Map<String, Object>> manifests = new ArrayList<>();
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      for (Path file : files.sorted().toList()) {
        for (Map<String, Object> manifest : yaml(file)) {
          assertThat(manifest).as(file.toString()).containsKeys("apiVersion", "kind");
          manifests.add(manifest);
        }
      }
    }
    return manifests;
  }

  private static List<Map<String, Object>> yaml(Path file) throws IOException {
    List<Map<String, Object>> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(Files.readString(file))
        .forEach(document -> documents.add(map(document)));
    return documents;
  }

  private static Map<String, Object> path(Map<String, Object> map, String... keys) {
    Map<String, Object> at = map;
    for (String key : keys) {
      assertThat(at).containsKey(key);
      at = map(at.get(key));
    }
    return at;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new HashMap<>();
    ((Map<?, ?>) value).forEach((key, entry) -> map.put(key.toString(), entry));
    return map;
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
