package io.logstream.local.stack;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** A Kafka broker that is its own controller (KRaft). */
public final class KafkaServer extends Server {

  /** Sixteen bytes in the alphabet of Base64 for file names, as Kafka writes them. */
  private static final String CLUSTER_ID = "bG9nc3RyZWFtLWxvY2FsMQ";

  private final StackOptions options;

  KafkaServer(StackFolder folder, StackOptions options) {
    super("kafka", folder);
    this.options = options;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + options.ports().of(Port.KAFKA);
  }

  @Override
  public String address() {
    return bootstrapServers();
  }

  /** A client for administration; the caller closes it. */
  public Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            30_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            10_000));
  }

  /** Creates those of the topics that are not there; leaves the others as they are. */
  public void createTopics(Collection<TopicSpec> topics) {
    try (Admin admin = admin()) {
      Map<String, KafkaFuture<Void>> outcomes =
          admin
              .createTopics(
                  topics.stream()
                      .map(
                          topic ->
                              new NewTopic(topic.name(), topic.partitions(), (short) 1)
                                  .configs(topic.settings()))
                      .toList())
              .values();
      for (Map.Entry<String, KafkaFuture<Void>> outcome : outcomes.entrySet()) {
        awaitCreation(outcome.getKey(), outcome.getValue());
      }
    }
  }

  /** The names of the topics, Kafka's own left out. */
  public Set<String> topics() {
    try (Admin admin = admin()) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(name(), e);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new StackException("cannot list the topics of " + bootstrapServers() + ": " + e, e);
    }
  }

  @Override
  protected List<Integer> ports() {
    Stream<Port> ports = Stream.of(Port.KAFKA, Port.KAFKA_CONTROLLER);
    if (options.ports().opens(Port.KAFKA_LINK)) {
      ports = Stream.concat(ports, Stream.of(Port.KAFKA_LINK));
    }
    return ports.map(options.ports()::of).toList();
  }

  @Override
  protected Launch prepare() throws IOException {
    Path properties = home().resolve("server.properties");
    try (Writer out = Files.newBufferedWriter(properties, StandardCharsets.UTF_8)) {
      settings().store(out, "Written by the local stack at each start.");
    }
    Path logging = home().resolve("log4j2.properties");
    Files.writeString(logging, ServerClassPath.serverText("kafka-log4j2.properties"));

    JavaCommand command =
        new JavaCommand(
                ServerClassPath.of("kafka").toString(),
                "io.logstream.local.stack.servers.kafka.KafkaMain")
            .heap(options.memory().kafkaHeap())
            .property("log4j2.configurationFile", logging.toUri())
            .property("log.file", log());
    if (options.quickStart()) {
      command.quickStart();
    } else {
      // What Kafka's own start script asks for: short pauses.
      command.option("-XX:+UseG1GC").option("-XX:MaxGCPauseMillis=20");
    }
    return new Launch(command.argument(properties).argument(CLUSTER_ID).toList(), home());
  }

  private Properties settings() {
    int port = options.ports().of(Port.KAFKA);
    int controller = options.ports().of(Port.KAFKA_CONTROLLER);
    Map<String, Object> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", 1);
    settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controller);
    String listeners = "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d";
    settings.put("listeners", listeners.formatted(port, controller) + link(Port.KAFKA_LINK));
    settings.put("advertised.listeners", listeners.formatted(port, controller) + link(Port.LINK));
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,LINK:PLAINTEXT");
    settings.put("log.dirs", home().resolve("data"));
    // One broker holds every internal topic once.
    settings.put("offsets.topic.replication.factor", 1);
    settings.put("transaction.state.log.replication.factor", 1);
    settings.put("transaction.state.log.min.isr", 1);
    settings.put("share.coordinator.state.topic.replication.factor", 1);
    settings.put("share.coordinator.state.topic.min.isr", 1);
    settings.put("offsets.topic.num.partitions", 4);
    settings.put("transaction.state.log.num.partitions", 4);
    settings.put("share.coordinator.state.topic.num.partitions", 1);
    // A group of the only consumer need not wait for others.
    settings.put("group.initial.rebalance.delay.ms", 0);
    // The longest a job's transaction may stay open while the job is down, see docs/operations.md.
    settings.put("transaction.max.timeout.ms", 3_600_000);
    // A topic with a misspelt name is an error, not a new topic.
    settings.put("auto.create.topics.enable", false);
    settings.put("message.max.bytes", 8 * 1024 * 1024);
    settings.put("log.retention.hours", 72);
    // A compacted topic's old values are gone soon enough to be seen to go.
    settings.put("log.cleaner.backoff.ms", 5_000);
    Properties properties = new Properties();
    settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  /** Clients of other regions are sent to the link's end: they must not get round it. */
  private String link(Port at) {
    return options.ports().opens(Port.KAFKA_LINK)
        ? ",LINK://127.0.0.1:" + options.ports().of(at)
        : "";
  }

  @Override
  protected void probe() throws Exception {
    // The socket first: a client of Kafka logs each failed attempt.
    Sockets.requireListening(options.ports().of(Port.KAFKA));
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000))) {
      // A broker that is still fenced is not listed.
      if (admin.describeCluster().nodes().get().isEmpty()) {
        throw new IOException("the broker has not joined its cluster yet");
      }
    }
  }

  private void awaitCreation(String topic, KafkaFuture<Void> outcome) {
    try {
      outcome.get();
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(name(), e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StackException(
            "cannot create the topic %s: %s".formatted(topic, e.getCause().getMessage()), e);
      }
    }
  }
}
