package io.logstream.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the processes of the Flink cluster share: the configuration of {@code flink-conf/local}, the
 * settings that depend on this stack, and the sizes of the virtual machines, which Flink itself
 * works out.
 */
final class FlinkSetup {

  private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

  private final StackFolder folder;
  private final StackOptions options;
  private final StackSecurity security;
  private HttpClient http;
  private final ServerClassPath classPath = ServerClassPath.of("flink");

  FlinkSetup(StackFolder folder, StackOptions options) {
    this.folder = folder;
    this.options = options;
    this.security = new StackSecurity(options);
  }

  StackSecurity security() {
    return security;
  }

  /** A client of the cluster's REST interfaces; made when the certificates are there. */
  synchronized HttpClient http() {
    if (http == null) {
      http = security.httpClient();
    }
    return http;
  }

  /** Virtual machine options and program arguments of a Flink process, in this order. */
  record Resources(List<String> virtualMachine, List<String> arguments) {}

  Path home() {
    return folder.folder("flink");
  }

  /** Writes Flink's configuration folder: the parts of {@code flink-conf} that apply here. */
  Path writeConfiguration() throws IOException {
    Path conf = folder.folder("flink/conf");
    StringBuilder config = new StringBuilder();
    for (String part :
        List.of(
            "common",
            "local",
            options.highAvailability() ? "high-availability" : "single-jobmanager")) {
      config.append(ServerClassPath.serverText("flink-conf/" + part + "/config.yaml")).append('\n');
    }
    if (security.isOn()) {
      addSecurity(config);
    }
    write(conf.resolve("config.yaml"), config.toString());
    write(
        conf.resolve("log4j.properties"),
        ServerClassPath.serverText("flink-conf/log4j.properties"));
    return conf;
  }

  /**
   * Processes of the cluster, and whoever comes to REST, show one certificate and trust that one
   * alone. It stands in the file, which its owner alone may read: a command line shows passwords.
   */
  private void addSecurity(StringBuilder config) {
    config.append("# --- Written by the local stack: TLS with certificates on both sides.\n");
    for (String what : List.of("internal", "rest")) {
      String key = "security.ssl." + what + ".";
      setting(config, key + "enabled", true);
      for (String store : List.of("keystore", "truststore")) {
        setting(config, key + store, security.store("flink"));
        setting(config, key + store + "-password", security.secret("stores"));
        setting(config, key + store + "-type", "PKCS12");
      }
      setting(config, key + "key-password", security.secret("stores"));
    }
    setting(config, "security.ssl.rest.authentication-enabled", true);
  }

  private static void setting(StringBuilder config, String key, Object value) {
    config.append(key).append(": ").append(value).append('\n');
  }

  /** Flink's processes start at the same time and share these files: none may read half of one. */
  private static void write(Path file, String text) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The settings of {@code config.yaml} that only this stack knows, as {@code -D} arguments. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (options.highAvailability()) {
      set(
          settings,
          "high-availability.zookeeper.quorum",
          "127.0.0.1:" + options.ports().of(Port.ZOOKEEPER));
      set(settings, "high-availability.storageDir", folder.folder("flink/ha").toUri());
      if (options.quickStart()) {
        // A machine that tests share pauses for seconds at a time.
        set(settings, "high-availability.zookeeper.client.session-timeout", "10 s");
        set(settings, "heartbeat.timeout", "10 s");
      }
    } else {
      set(settings, "jobmanager.rpc.port", options.ports().of(Port.FLINK_RPC));
    }
    set(settings, "jobmanager.memory.process.size", options.memory().jobManager());
    set(settings, "taskmanager.memory.process.size", options.memory().taskManager());
    set(settings, "taskmanager.numberOfTaskSlots", options.taskSlots());
    set(settings, "execution.checkpointing.dir", folder.folder("flink/checkpoints").toUri());
    set(settings, "execution.checkpointing.savepoint-dir", savepoints().toUri());
    set(settings, "io.tmp.dirs", folder.folder("flink/tmp"));
    set(settings, "web.tmpdir", folder.folder("flink/web"));
    set(settings, "web.upload.dir", folder.folder("flink/web"));
    // Flink's own reporter would be open to the network.
    set(
        settings,
        "metrics.reporter.prom.factory.class",
        "org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory");
    return settings;
  }

  Path savepoints() {
    return folder.folder("flink/savepoints");
  }

  /** Where Flink looks for file systems such as that of S3, one folder each. */
  Map<String, String> environment() {
    Map<String, String> environment =
        new HashMap<>(security.fullEnvironment(StackSecurity.KafkaUser.JOBS));
    environment.put("FLINK_PLUGINS_DIR", folder.folder("flink/plugins").toString());
    return environment;
  }

  static void set(List<String> settings, String key, Object value) {
    settings.add("-D" + key + "=" + value);
  }

  /** A command without memory settings: the caller adds those of {@link #resources}. */
  JavaCommand command(String mainClass, Path conf, Path log) throws IOException {
    JavaCommand command =
        new JavaCommand(classPath.toString(), mainClass)
            .options(moduleOptions(conf))
            .property("log.file", log)
            .property("log4j2.configurationFile", conf.resolve("log4j.properties").toUri());
    return options.quickStart() ? command.quickStart() : command.option("-XX:+UseG1GC");
  }

  /**
   * Asks Flink for the memory of a process, as its start scripts do.
   *
   * @param what {@code GET_JM_RESOURCE_PARAMS} or {@code GET_TM_RESOURCE_PARAMS}
   */
  Resources resources(String what, Path conf, List<String> settings) throws IOException {
    List<String> command =
        new JavaCommand(classPath.toString(), "org.apache.flink.runtime.util.bash.BashJavaUtils")
            .quickStart()
            .heap("64m")
            .argument(what)
            .argument("--configDir")
            .argument(conf)
            .arguments(settings)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(1, TimeUnit.MINUTES);
      List<String> results =
          said.lines()
              .filter(line -> line.startsWith(RESULT))
              .map(line -> line.substring(RESULT.length()).strip())
              .toList();
      if (results.size() != 2) {
        throw new IOException("Flink does not accept the sizes of its memory:\n" + said);
      }
      return new Resources(words(results.get(0)), words(results.get(1)));
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor("Flink's memory settings", e);
    }
  }

  /** The {@code --add-opens} that Flink's configuration asks of the start scripts. */
  private static List<String> moduleOptions(Path conf) throws IOException {
    Map<String, Object> config =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(conf.resolve("config.yaml")));
    return words(config.getOrDefault("env.java.opts.all", "").toString());
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
