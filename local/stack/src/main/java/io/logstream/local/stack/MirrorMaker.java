package io.logstream.local.stack;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * MirrorMaker 2 on its own, as a member of the stack whose Kafka it writes: it reads the topics of
 * another cluster and writes them here, their names behind the other's. It writes nowhere else, so
 * that all it needs of the way between the two is to read.
 */
public final class MirrorMaker extends Server {

  private final StackOptions options;
  private final Spec spec;

  /**
   * What it copies.
   *
   * @param own the name of the cluster of this stack
   * @param ownServers its address
   * @param other the name of the cluster that is read, which becomes the topics' prefix
   * @param otherServers its address as seen from here
   * @param topics those of the other to copy, as a regular expression
   * @param needs what must be ready before
   */
  public record Spec(
      String own,
      String ownServers,
      String other,
      String otherServers,
      String topics,
      List<? extends Member> needs) {

    public Spec {
      needs = List.copyOf(needs);
    }
  }

  public MirrorMaker(StackFolder folder, StackOptions options, Spec spec) {
    super("mirror", folder);
    this.options = options;
    this.spec = spec;
  }

  @Override
  public List<? extends Member> needs() {
    return spec.needs();
  }

  @Override
  public String address() {
    return spec.other() + " → " + spec.own();
  }

  private int port() {
    return options.ports().of(Port.MIRROR);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(port());
  }

  @Override
  protected Launch prepare() throws IOException {
    Path settings = home().resolve("mirror.properties");
    try (Writer out = Files.newBufferedWriter(settings, StandardCharsets.UTF_8)) {
      settings().store(out, "Written by the local stack at each start.");
    }
    Path logging = home().resolve("log4j2.properties");
    Files.writeString(logging, ServerClassPath.serverText("mirror-log4j2.properties"));
    JavaCommand command =
        new JavaCommand(
                ServerClassPath.of("mirror").toString(),
                "org.apache.kafka.connect.mirror.MirrorMaker")
            .option("-Xmx384m")
            .quickStart()
            .property("log4j2.configurationFile", logging.toUri())
            .property("log.file", log())
            .argument(settings)
            .argument("--clusters")
            .argument(spec.own());
    return new Launch(command.toList(), home());
  }

  private Properties settings() {
    String way = spec.other() + "->" + spec.own();
    Map<String, Object> settings = new TreeMap<>();
    settings.put("clusters", spec.own() + ", " + spec.other());
    settings.put(spec.own() + ".bootstrap.servers", spec.ownServers());
    settings.put(spec.other() + ".bootstrap.servers", spec.otherServers());
    settings.put(way + ".enabled", true);
    settings.put(spec.own() + "->" + spec.other() + ".enabled", false);
    settings.put(way + ".topics", spec.topics());
    settings.put(way + ".emit.heartbeats.enabled", true);
    settings.put(way + ".emit.checkpoints.enabled", true);
    settings.put(way + ".sync.group.offsets.enabled", true);
    // Of what the other region has not committed nothing is copied.
    settings.put(spec.other() + ".consumer.isolation.level", "read_committed");
    settings.put("tasks.max", 2);
    settings.put("offset-syncs.topic.location", "target");
    settings.put("sync.topic.acls.enabled", false);
    for (String topic :
        List.of("heartbeats", "checkpoints", "offset-syncs", "offset.storage", "status.storage")) {
      String name = topic.endsWith("storage") ? topic : topic + ".topic";
      settings.put(name + ".replication.factor", 1);
    }
    settings.put("config.storage.replication.factor", 1);
    settings.put("replication.factor", 1);
    settings.put("refresh.topics.interval.seconds", 10);
    settings.put("emit.checkpoints.interval.seconds", 10);
    settings.put("sync.group.offsets.interval.seconds", 10);
    // What was copied and not noted yet is copied again after a kill.
    settings.put(spec.own() + ".offset.flush.interval.ms", 2_000);
    // A task that has failed stays so: the clients wait out what a region can be away.
    settings.put(spec.other() + ".consumer.default.api.timeout.ms", 300_000);
    // A link that swallows requests is tried anew soon after it is whole again.
    settings.put(spec.other() + ".consumer.request.timeout.ms", 10_000);
    settings.put(spec.other() + ".consumer.fetch.max.wait.ms", 100);
    settings.put(spec.other() + ".consumer.reconnect.backoff.max.ms", 1_000);
    settings.put(spec.own() + ".producer.linger.ms", 5);
    settings.put("dedicated.mode.enable.internal.rest", true);
    settings.put("listeners", "http://127.0.0.1:" + port());
    Properties properties = new Properties();
    settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  @Override
  protected void probe() throws Exception {
    Sockets.requireListening(port());
  }
}
