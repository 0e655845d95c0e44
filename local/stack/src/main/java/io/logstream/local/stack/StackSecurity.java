package io.logstream.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * What a stack with {@link StackOptions#secure} speaks TLS and knows its users by: an authority and
 * certificates of its own, and secrets that nobody chose, in {@code security/} under its folder,
 * readable by their owner alone.
 *
 * <pre>
 * security/ca.pem                       the authority; its key is thrown away
 * security/kafka.pem, kafka-key.pem     a certificate of it for each server that has clients
 * security/flink.p12                    a certificate that Flink's processes and their clients share
 * security/kafka-jobs.properties        a Kafka client's settings, without its password
 * security/secrets/kafka-jobs           the password
 * </pre>
 *
 * <p>What is there is used again. Certificates that soon end are made anew at a start, all of them.
 */
public final class StackSecurity {

  /** Who may come to Kafka. */
  public enum KafkaUser {
    /** The broker itself. */
    BROKER,
    /** May do everything: the logstream command. */
    ADMIN,
    JOBS,
    COLLECTOR,
    CONSOLE,
    EXPORTER;

    /** As Kafka knows it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As rights name it. */
    public String principal() {
      return "User:" + this;
    }

    String secret() {
      return "kafka-" + this;
    }
  }

  /** The secret with the token that the collector asks of senders. */
  public static final String COLLECTOR_TOKEN = "collector-token";

  /** The subject of the certificate by which Kafka's broker and controller know one another. */
  static final String CONTROLLER = "CN=kafka-controller";

  /** The environment variable and the system property that a LogStream process's clients go by. */
  private static final String KAFKA_VARIABLE = "LOGSTREAM_KAFKA_PROPERTIES";

  private static final String KAFKA_PROPERTY = "logstream.kafka.properties";

  /** Those of PostgreSQL's own clients. */
  private static final String POSTGRESQL_VARIABLE = "PGPASSFILE";

  private static final String POSTGRESQL_PROPERTY = "org.postgresql.pgpassfile";

  private static final int SECRET_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final StackOptions options;
  private final StackCertificates certificates = new StackCertificates(this);

  StackSecurity(StackOptions options) {
    this.options = options;
  }

  /** Whether anything here is used; if not, all is in the clear and open to this machine. */
  public boolean isOn() {
    return options.secure();
  }

  /** The scheme of what speaks HTTP: https where security is on. */
  public String http() {
    return isOn() ? "https" : "http";
  }

  private Path folder() {
    return options.folder().toAbsolutePath().normalize().resolve("security");
  }

  /** A file here, by its name. */
  public Path file(String name) {
    return folder().resolve(name);
  }

  /** The certificate of the authority. */
  public Path authority() {
    return file("ca.pem");
  }

  /** A server's certificate chain, PEM. */
  public Path certificate(String server) {
    return file(server + ".pem");
  }

  /** The private key of a server's certificate, PEM. */
  public Path key(String server) {
    return file(server + "-key.pem");
  }

  /** Key and certificate chain of a server in one file, PEM. */
  Path both(String server) {
    return file(server + "-both.pem");
  }

  /** Writes a file here and returns it. */
  public Path write(String name, String text) {
    write(file(name), text);
    return file(name);
  }

  /** The file of a secret, which holds that and nothing else. */
  public Path secretFile(String name) {
    return file("secrets").resolve(name);
  }

  /** A secret, made if it is not there. */
  public String secret(String name) {
    Path file = secretFile(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new StackException("cannot read the secret " + name + ": " + e.getMessage(), e);
    }
  }

  /** Makes what is not there yet. */
  synchronized void prepare() {
    if (!isOn()) {
      return;
    }
    try {
      ownFolder(folder());
      ownFolder(file("secrets"));
      certificates.prepare();
      for (KafkaUser user : KafkaUser.values()) {
        secret(user.secret());
        write(kafkaClient(user), kafkaSettings(user));
      }
      write(
          file("pgpass"),
          "127.0.0.1:%d:*:%s:%s\n"
              .formatted(
                  options.ports().of(Port.POSTGRESQL),
                  PostgresqlServer.USER,
                  secret("postgresql")));
      write(file("collector-tokens"), "local " + digest(secret(COLLECTOR_TOKEN)) + '\n');
    } catch (IOException e) {
      throw new StackException("cannot write to " + folder() + ": " + e.getMessage(), e);
    }
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void ownFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** A store by its name; its password is the secret {@code stores}. */
  Path store(String name) {
    return file(name + ".p12");
  }

  /** The client settings of one of Kafka's users. */
  public Path kafkaClient(KafkaUser user) {
    return file("kafka-" + user + ".properties");
  }

  private String kafkaSettings(KafkaUser user) {
    return """
    # Written by the local stack at each start.
    security.protocol=SASL_SSL
    sasl.mechanism=SCRAM-SHA-512
    ssl.truststore.type=PEM
    ssl.truststore.location=%s
    config.providers=directory
    config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
    config.providers.directory.param.allowed.paths=%s
    sasl.jaas.config=%s
    """
        .formatted(
            authority(),
            file("secrets"),
            login(user, "${directory:%s:%s}".formatted(file("secrets"), user.secret())));
  }

  /** How a user logs in, in the words of Java's log-in modules. */
  static String login(KafkaUser user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  /** The settings of a Kafka client of this process; none where security is off. */
  Map<String, Object> kafkaAdmin() {
    if (!isOn()) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(kafkaClient(KafkaUser.ADMIN))) {
      properties.load(in);
    } catch (IOException e) {
      throw new StackException("cannot read " + kafkaClient(KafkaUser.ADMIN) + ": " + e, e);
    }
    Map<String, Object> settings = new HashMap<>();
    properties.forEach((key, value) -> settings.put(key.toString(), value));
    return settings;
  }

  /** By what a process that comes to Kafka as this user finds its settings. */
  public Map<String, String> environment(KafkaUser user) {
    return isOn() ? Map.of(KAFKA_VARIABLE, kafkaClient(user).toString()) : Map.of();
  }

  /** By what a process that comes to PostgreSQL finds the password. */
  public Map<String, String> postgresqlEnvironment() {
    return isOn() ? Map.of(POSTGRESQL_VARIABLE, file("pgpass").toString()) : Map.of();
  }

  /** The same for a process that comes to both. */
  public Map<String, String> fullEnvironment(KafkaUser user) {
    Map<String, String> both = new HashMap<>(environment(user));
    both.putAll(postgresqlEnvironment());
    return both;
  }

  /** Has the clients of this process use what is here. */
  void useHere() {
    if (isOn()) {
      System.setProperty(KAFKA_PROPERTY, kafkaClient(KafkaUser.ADMIN).toString());
      System.setProperty(POSTGRESQL_PROPERTY, file("pgpass").toString());
    }
  }

  /**
   * A client of the stack's HTTP servers: knows them by their certificates, and shows Flink's own
   * where it is asked for one.
   */
  public HttpClient httpClient() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    return isOn() ? builder.sslContext(clientTls()).build() : builder.build();
  }

  /** Trusts the stack's servers, and shows Flink's certificate where it is asked for one. */
  SSLContext clientTls() {
    return certificates.client();
  }

  /** Writes a file that only its owner may read, at no moment others. */
  static void write(Path file, String text) {
    try {
      Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
