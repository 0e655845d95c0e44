package io.logstream.local.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JobManager of the Flink session cluster: web UI, REST, scheduling, checkpoints. */
public final class FlinkJobManager extends Server {

  private final FlinkSetup setup;
  private final StackOptions options;

  FlinkJobManager(StackFolder folder, StackOptions options, FlinkSetup setup) {
    super("jobmanager", folder);
    this.options = options;
    this.setup = setup;
  }

  public URI rest() {
    return URI.create("http://" + address());
  }

  @Override
  public String address() {
    return "127.0.0.1:" + options.ports().of(Port.FLINK_REST);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(
        options.ports().of(Port.FLINK_REST),
        options.ports().of(Port.FLINK_RPC),
        options.ports().of(Port.FLINK_JOBMANAGER_METRICS));
  }

  @Override
  protected Launch prepare() throws IOException {
    Path conf = setup.writeConfiguration();
    List<String> settings = new ArrayList<>(setup.settings());
    FlinkSetup.set(
        settings, "metrics.reporter.prom.port", options.ports().of(Port.FLINK_JOBMANAGER_METRICS));
    FlinkSetup.set(settings, "process.jobmanager.working-dir", home());
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
    Rest.get(rest().resolve("/overview"));
  }
}
