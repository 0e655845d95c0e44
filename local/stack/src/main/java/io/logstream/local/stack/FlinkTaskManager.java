package io.logstream.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A TaskManager of the Flink session cluster: runs the jobs' tasks in its slots. */
public final class FlinkTaskManager extends Server {

  private final FlinkSetup setup;
  private final StackOptions options;
  private final List<FlinkJobManager> jobManagers;
  private final int number;

  FlinkTaskManager(
      StackFolder folder,
      StackOptions options,
      FlinkSetup setup,
      List<FlinkJobManager> jobManagers,
      int number) {
    super("taskmanager-" + number, folder);
    this.options = options;
    this.setup = setup;
    this.jobManagers = List.copyOf(jobManagers);
    this.number = number;
  }

  @Override
  public List<FlinkJobManager> needs() {
    return jobManagers;
  }

  @Override
  public String address() {
    return jobManagers.get(0).rest() + "/#/task-manager/" + name();
  }

  private int metricsPort() {
    return options.ports().of(Port.FLINK_TASKMANAGER_METRICS, number - 1);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(metricsPort());
  }

  @Override
  protected Launch prepare() throws IOException {
    Path conf = setup.writeConfiguration();
    List<String> settings = new ArrayList<>(setup.settings());
    FlinkSetup.set(settings, "metrics.reporter.prom.port", metricsPort());
    // The same id and folder after a restart: its tasks come back to the state on its disk.
    FlinkSetup.set(settings, "taskmanager.resource-id", name());
    FlinkSetup.set(settings, "process.taskmanager.working-dir", home());
    FlinkSetup.Resources resources = setup.resources("GET_TM_RESOURCE_PARAMS", conf, settings);
    return new Launch(
        setup
            .command("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", conf, log())
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
    JsonNode known = new FlinkRest(jobManagers).taskManagers();
    for (JsonNode taskManager : known.path("taskmanagers")) {
      if (taskManager.path("id").asText().equals(name())) {
        return;
      }
    }
    throw new IOException(name() + " has not registered with the JobManager");
  }
}
