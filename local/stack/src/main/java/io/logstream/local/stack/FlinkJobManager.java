package io.logstream.local.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JobManager of the Flink session cluster: web UI, REST, scheduling, checkpoints. Where there are
 * several, one leads and the others stand by; each answers REST.
 */
public final class FlinkJobManager extends Server {

  private final FlinkSetup setup;
  private final StackOptions options;
  private final List<Member> needs;
  private final int index;

  FlinkJobManager(
      StackFolder folder,
      StackOptions options,
      FlinkSetup setup,
      List<? extends Member> needs,
      int number) {
    super("jobmanager-" + number, folder);
    this.needs = List.copyOf(needs);
    this.index = number - 1;
    this.options = options;
    this.setup = setup;
  }

  public URI rest() {
    return URI.create(setup.security().http() + "://" + address());
  }

  /** A client of its REST interface. */
  HttpClient http() {
    return setup.http();
  }

  /**
   * Whether it is the leader: only the leader knows TaskManagers. Asked of its metrics, since each
   * JobManager's REST interface answers for the leader.
   */
  public boolean leads() {
    int port = options.ports().of(Port.FLINK_JOBMANAGER_METRICS, index);
    try {
      return Rest.text(URI.create("http://127.0.0.1:" + port + "/metrics"))
          .lines()
          .filter(line -> line.startsWith("flink_jobmanager_numRegisteredTaskManagers"))
          .anyMatch(line -> !line.endsWith(" 0.0"));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + options.ports().of(Port.FLINK_REST, index);
  }

  @Override
  public List<Member> needs() {
    return needs;
  }

  @Override
  protected List<Integer> ports() {
    return List.of(
        options.ports().of(Port.FLINK_REST, index),
        options.ports().of(Port.FLINK_RPC, index),
        options.ports().of(Port.FLINK_JOBMANAGER_METRICS, index));
  }

  @Override
  protected Launch prepare() throws IOException {
    Path conf = setup.writeConfiguration();
    List<String> settings = new ArrayList<>(setup.settings());
    FlinkSetup.set(
        settings,
        "metrics.reporter.prom.port",
        options.ports().of(Port.FLINK_JOBMANAGER_METRICS, index));
    FlinkSetup.set(settings, "rest.port", options.ports().of(Port.FLINK_REST, index));
    if (options.highAvailability()) {
      FlinkSetup.set(
          settings, "high-availability.jobmanager.port", options.ports().of(Port.FLINK_RPC, index));
    }
    FlinkSetup.set(settings, "process.jobmanager.working-dir", home());
    FlinkSetup.set(settings, "jobmanager.resource-id", name());
    FlinkSetup.Resources resources = setup.resources("GET_JM_RESOURCE_PARAMS", conf, settings);
    return new Launch(
        setup
            .command(
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                conf,
                log())
            .options(resources.virtualMachine())
            .argument("--configDir")
            .argument(conf)
            .arguments(settings)
            .arguments(resources.arguments())
            .toList(),
        setup.environment(),
        home());
  }

  @Override
  protected void probe() throws IOException {
    Rest.get(http(), rest().resolve("/overview"));
  }
}
