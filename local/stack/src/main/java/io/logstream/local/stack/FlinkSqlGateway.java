package io.logstream.local.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Flink's SQL gateway: takes SQL statements by REST and runs them as jobs of the session cluster.
 */
public final class FlinkSqlGateway extends Server {

  /** A session holds its catalogue and the results not yet fetched; the jobs run elsewhere. */
  private static final String HEAP = "384m";

  private final FlinkSetup setup;
  private final StackOptions options;
  private final List<FlinkJobManager> jobManagers;
  private final int port;

  FlinkSqlGateway(
      StackFolder folder,
      StackOptions options,
      FlinkSetup setup,
      List<FlinkJobManager> jobManagers) {
    super("sql-gateway", folder);
    this.options = options;
    this.setup = setup;
    this.jobManagers = List.copyOf(jobManagers);
    this.port = options.ports().of(Port.SQL_GATEWAY);
  }

  public URI uri() {
    return URI.create(setup.security().http() + "://127.0.0.1:" + port);
  }

  @Override
  public String address() {
    return uri().toString();
  }

  @Override
  public List<FlinkJobManager> needs() {
    return jobManagers;
  }

  @Override
  protected List<Integer> ports() {
    return List.of(port);
  }

  @Override
  protected Launch prepare() throws IOException {
    Path conf = setup.writeConfiguration();
    List<String> settings = new ArrayList<>(setup.settings());
    FlinkSetup.set(settings, "rest.port", options.ports().of(Port.FLINK_REST, 0));
    FlinkSetup.set(settings, "sql-gateway.endpoint.rest.port", port);
    Map<String, String> environment = new HashMap<>(setup.environment());
    environment.put("FLINK_CONF_DIR", conf.toString());
    return new Launch(
        setup
            .command("org.apache.flink.table.gateway.SqlGateway", conf, log())
            .option("-Xmx" + HEAP)
            .arguments(settings)
            .toList(),
        environment,
        home());
  }

  @Override
  protected void probe() throws IOException {
    Rest.get(setup.http(), uri().resolve("/v1/info"));
  }

  /** As Flink's client takes it: a URL only where it is not plain HTTP. */
  private String endpoint() {
    return setup.security().isOn() ? uri().toString() : "127.0.0.1:" + port;
  }

  /** A client of its interface. */
  public HttpClient http() {
    return setup.http();
  }

  /**
   * Flink's own SQL client on this gateway, for a person at a terminal.
   *
   * @param script statements that it runs before the first prompt
   */
  public Launch client(Path script) throws IOException {
    Path conf = setup.writeConfiguration();
    Map<String, String> environment = new HashMap<>(setup.environment());
    environment.put("FLINK_CONF_DIR", conf.toString());
    return new Launch(
        setup
            .command(
                "org.apache.flink.table.client.SqlClient", conf, folder().log(name() + "-client"))
            .option("-Xmx256m")
            .arguments(List.of("gateway", "--endpoint", endpoint()))
            .arguments(List.of("--init", script.toString()))
            .toList(),
        environment,
        Path.of("").toAbsolutePath());
  }
}
