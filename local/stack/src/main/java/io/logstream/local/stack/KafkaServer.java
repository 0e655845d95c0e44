package io.logstream.local.stack;

import io.logstream.local.stack.StackSecurity.KafkaUser;
import java.io.IOException;
import java.io.StringWriter;
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
import java.util.concurrent.TimeoutException;
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
  private final StackSecurity security;

  KafkaServer(StackFolder folder, StackOptions options) {
    super("kafka", folder);
    this.options = options;
    this.security = new StackSecurity(options);
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
    return admin(30_000, 10_000);
  }

  private Admin admin(int apiTimeoutMillis, int requestTimeoutMillis) {
    Map<String, Object> settings = new HashMap<>(security.kafkaAdmin());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, apiTimeoutMillis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeoutMillis);
    return Admin.create(settings);
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
    } catch (ExecutionException | TimeoutException e) {
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
    StringWriter text = new StringWriter();
    settings().store(text, "Written by the local stack at each start.");
    StackSecurity.write(properties, text.toString());
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
    command.argument(properties).argument(CLUSTER_ID);
    if (security.isOn()) {
      command.argument(users());
    }
    return new Launch(command.toList(), home());
  }

  /** Writes the users that a new data folder begins with, name and password a line. */
  private Path users() {
    StringBuilder users = new StringBuilder();
    for (KafkaUser user : KafkaUser.values()) {
      users.append(user).append('=').append(security.secret(user.secret())).append('\n');
    }
    Path file = security.file("kafka-users.properties");
    StackSecurity.write(file, users.toString());
    return file;
  }

  private Properties settings() {
    int port = options.ports().of(Port.KAFKA);
    int controller = options.ports().of(Port.KAFKA_CONTROLLER);
    Map<String, Object> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", 1);
    settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controller);
    String clients = security.isOn() ? "SASL_SSL" : "PLAINTEXT";
    String listeners = "%s://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d";
    settings.put(
        "listeners", listeners.formatted(clients, port, controller) + link(Port.KAFKA_LINK));
    settings.put(
        "advertised.listeners", listeners.formatted(clients, port, controller) + link(Port.LINK));
    settings.put("inter.broker.listener.name", clients);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listener.security.protocol.map",
        "CONTROLLER:%s,%s:%s,LINK:PLAINTEXT"
            .formatted(security.isOn() ? "SSL" : "PLAINTEXT", clients, clients));
    if (security.isOn()) {
      addSecurity(settings);
    }
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

  /** TLS, users with passwords, and only what each has been given the right to. */
  private void addSecurity(Map<String, Object> settings) {
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.location", security.both(name()));
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", security.authority());
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
    settings.put(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        StackSecurity.login(KafkaUser.BROKER, security.secret(KafkaUser.BROKER.secret())));
    // Broker and controller, which are one process here, know one another by a certificate.
    String controller = "listener.name.controller.ssl.";
    for (String store : List.of("keystore", "truststore")) {
      settings.put(controller + store + ".type", "PKCS12");
      settings.put(controller + store + ".location", security.store("kafka-controller"));
      settings.put(controller + store + ".password", security.secret("stores"));
    }
    settings.put(controller + "key.password", security.secret("stores"));
    settings.put(controller + "client.auth", "required");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put(
        "super.users",
        "%s;%s;User:%s"
            .formatted(
                KafkaUser.BROKER.principal(),
                KafkaUser.ADMIN.principal(),
                StackSecurity.CONTROLLER));
  }

  @Override
  protected void probe() throws Exception {
    // The socket first: a client of Kafka logs each failed attempt.
    Sockets.requireListening(options.ports().of(Port.KAFKA));
    try (Admin admin = admin(2_000, 2_000)) {
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
