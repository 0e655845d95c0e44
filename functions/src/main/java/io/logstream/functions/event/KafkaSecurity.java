package io.logstream.functions.event;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * How a process proves to Kafka who it is, and knows Kafka by its certificate: settings of a Kafka
 * client from one file, which all clients of the process take. Without it they speak in the clear
 * and as nobody.
 *
 * <pre>
 * security.protocol=SASL_SSL
 * sasl.mechanism=SCRAM-SHA-512
 * ssl.truststore.type=PEM
 * ssl.truststore.location=/etc/logstream/ca.pem
 * config.providers=file
 * config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
 * sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
 *   username="jobs" password="${file:/etc/logstream/kafka.secret:password}";
 * </pre>
 *
 * <p>The password stands in a file of its own, which the client itself opens: a job's settings
 * travel with the job from where it is submitted to where it runs, and must not carry a secret.
 */
public final class KafkaSecurity {

  /** The environment variable that names the file. */
  public static final String VARIABLE = "LOGSTREAM_KAFKA_PROPERTIES";

  /** The system property that does; it goes before the variable. */
  public static final String PROPERTY = "logstream.kafka.properties";

  private KafkaSecurity() {}

  /** The settings of the file; none without one. It is read anew for each client. */
  public static Map<String, String> settings() {
    return file().map(KafkaSecurity::read).orElse(Map.of());
  }

  /** A client's own settings and those of the file; where both have one, the client's own. */
  public static Map<String, Object> with(Map<String, ?> own) {
    Map<String, Object> both = new HashMap<>(settings());
    both.putAll(own);
    return both;
  }

  /** The settings of the file in the form that some builders take. */
  public static Properties properties() {
    Properties properties = new Properties();
    properties.putAll(settings());
    return properties;
  }

  private static Optional<Path> file() {
    String property = System.getProperty(PROPERTY);
    String name = property == null ? System.getenv(VARIABLE) : property;
    return name == null || name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }

  /** Reads such a file. */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka's client settings: cannot read " + file, e);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return Map.copyOf(settings);
  }
}
