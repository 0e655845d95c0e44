package io.logstream.local.sql;

import io.logstream.functions.control.ControlKind;
import io.logstream.functions.event.Topics;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The files of {@code sql/} on a real gateway, with the topics that their tables are of. */
final class SqlFixture implements AutoCloseable {

  static final Path SQL = Path.of("../sql").toAbsolutePath().normalize();
  static final Path JAR = Path.of("../jobs/target/logstream-jobs.jar").toAbsolutePath().normalize();
  static final int PARTITIONS = 4;

  /** A job is deployed in seconds; so long only on a machine that builds something else too. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final List<String> TOPICS =
      List.of(
          Topics.LOGS_RAW,
          Topics.LOGS,
          Topics.LOGS_SECURITY,
          Topics.LOGS_ARCHIVE,
          Topics.LOGS_DEAD,
          Topics.CALLS,
          Topics.FLOWS,
          Topics.CHANGES,
          Topics.ALERTS,
          Topics.INCIDENTS,
          Topics.FINDINGS);

  private final StackExtension stack;
  private final String prefix;
  private final String ledger;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Creates the topics and starts the gateway and its cluster.
   *
   * @param prefix of the topics and indices that the tables are of
   * @param ledger JDBC address of the ledger's database
   * @param more topics beyond those of lines, events and results
   */
  SqlFixture(StackExtension stack, String prefix, String ledger, String... more) {
    this.stack = stack;
    this.prefix = prefix;
    this.ledger = ledger;
    Stream<TopicSpec> topics =
        Stream.concat(TOPICS.stream(), Stream.of(more))
            .map(topic -> TopicSpec.retained(prefix + topic, PARTITIONS, Duration.ofHours(1)));
    Stream<TopicSpec> control =
        Arrays.stream(ControlKind.values())
            .map(ControlKind::topic)
            .distinct()
            .map(topic -> TopicSpec.compacted(prefix + topic, 1));
    stack.kafka().createTopics(Stream.concat(topics, control).toList());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers(), "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    stack.flink();
    stack.stack().start(List.of(stack.stack().sqlGateway()));
  }

  String brokers() {
    return stack.kafka().bootstrapServers();
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  Catalogue catalogue() {
    return new Catalogue(
        SQL.resolve("ddl"),
        SharedJar.of(JAR, stack.stack().folder().folder("flink/jars")),
        new Catalogue.Servers(brokers(), ledger, stack.elasticsearch().uri().toString()));
  }

  /** A session with the catalogue, over the topics and indices of the prefix. */
  SqlSession session(Startup startup) {
    SqlSession session = SqlSession.open(stack.stack().sqlGateway());
    // All jobs at once must fit into the slots of the tests' cluster.
    session.runAll(List.of("SET 'parallelism.default' = '1'"));
    session.runAll(catalogue().statements(startup).stream().map(this::prefixed).toList());
    return session;
  }

  private String prefixed(String statement) {
    return statement
        .replace("'topic' = '", "'topic' = '" + prefix)
        .replace("'index' = '", "'index' = '" + prefix)
        .replaceAll(";(control|logs)\\.", ";" + prefix + "$1.");
  }

  /** The answers to a file's statements, as CSV. */
  static String run(SqlSession session, Path file) throws IOException {
    return run(session, Files.readString(file));
  }

  /** The answers to statements, as CSV. */
  static String run(SqlSession session, String script) {
    StringWriter out = new StringWriter();
    new Script(session, Output.CSV, new PrintWriter(out)).run(script);
    return out.toString();
  }

  /** The scripts of a folder of {@code sql/}, by name. */
  static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(SQL.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** A file's name without its ending. */
  static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.sql$", "");
  }

  @Override
  public void close() {
    producer.close();
  }
}
