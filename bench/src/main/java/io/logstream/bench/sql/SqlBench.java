package io.logstream.bench.sql;

import com.google.auto.service.AutoService;
import io.logstream.bench.CommittedOffsets;
import io.logstream.functions.event.Topics;
import io.logstream.local.Bench;
import io.logstream.local.Home;
import io.logstream.local.Measurement;
import io.logstream.local.sql.Catalogue;
import io.logstream.local.sql.Catalogue.Startup;
import io.logstream.local.sql.Output;
import io.logstream.local.sql.Script;
import io.logstream.local.sql.SharedJar;
import io.logstream.local.sql.SqlSession;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Five jobs of {@code sql/jobs}, as they are, each beside a {@link Peer} and beside a job that
 * copies bytes, over the same events, on servers of its own, in turn. How a rate is taken: {@link
 * CommittedOffsets}; those beside SQL, which are many times as fast, read on to {@value #MORE}
 * times as many events, since a second's checkpoints would tell little of a few seconds. A first
 * run of all three does not count.
 */
@AutoService(Bench.class)
public final class SqlBench implements Bench {

  private static final long EVENTS = 400_000;

  /** Of which a rate of SQL is taken; of the faster ones it is of this times as many. */
  private static final int MORE = 5;

  /** The part of the events behind which a rate is taken: these jobs are small and soon warm. */
  private static final double FROM = 0.2;

  private static final int PARTITIONS = 4;
  private static final int PARALLELISM = 2;

  /** What the copies leave is kept no longer than needed. */
  private static final int KEPT_BYTES = 128 << 20;

  private static final Pattern JOB = Pattern.compile("job ([0-9a-f]{32})");

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String description() {
    return "events/s of five jobs in SQL beside the DataStream API and a byte pass-through; size:"
        + " events of SQL, of the others five times as many";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long events = settings.size() > 0 ? settings.size() : EVENTS;
    Stack stack =
        new Stack(
            StackOptions.in(Files.createTempDirectory("logstream-bench-")).withPorts(Ports.free()));
    try {
      progress.println("sql: starting Kafka, Flink and its SQL gateway");
      stack.start(
          Stream.concat(Stream.of(stack.kafka(), stack.sqlGateway()), stack.taskManagers().stream())
              .toList());
      stack
          .kafka()
          .createTopics(
              List.of(
                  TopicSpec.retained(Topics.LOGS_RAW, PARTITIONS, Duration.ofDays(1)),
                  TopicSpec.bounded(Topics.LOGS, PARTITIONS, KEPT_BYTES),
                  TopicSpec.bounded(Topics.FINDINGS, PARTITIONS, KEPT_BYTES)));
      progress.printf("sql: writing %,d events%n", events * MORE);
      fill(stack, events * MORE);
      measure(new Jobs(stack, events), settings.runs(), results, progress);
    } finally {
      stack.delete();
    }
  }

  private void measure(Jobs jobs, int runs, Results results, PrintStream progress)
      throws Exception {
    for (Peer peer : Peer.values()) {
      double[] sql = new double[runs];
      double[] dataStream = new double[runs];
      double[] passThrough = new double[runs];
      // Each job has its own class loader and compiles its own code: only the runtime warms up.
      for (int i = peer.ordinal() == 0 ? -1 : 0; i < runs; i++) {
        String run = peer.fileName() + '-' + (i + 1);
        double copied = jobs.passThrough("copy-" + run);
        double byPeer = jobs.dataStream(peer, "peer-" + run);
        double bySql = jobs.sql(peer, "sql-" + run);
        progress.printf(
            "sql: %s, run %d%s: %,.0f/s, DataStream %,.0f/s, byte pass-through %,.0f/s%n",
            peer.fileName(), i + 1, i < 0 ? " (warm-up)" : "", bySql, byPeer, copied);
        if (i >= 0) {
          sql[i] = bySql;
          dataStream[i] = byPeer;
          passThrough[i] = copied;
        }
      }
      String measure = peer.name().toLowerCase(Locale.ROOT) + "_events_per_s";
      results.add(new Measurement(name(), measure, "DataStream API", sql, dataStream));
      results.add(new Measurement(name(), measure, "byte pass-through", sql, passThrough));
    }
  }

  private static void fill(Stack stack, long events) {
    ShopLog shop = new ShopLog(1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "acks",
                "all",
                "linger.ms",
                "20",
                "batch.size",
                "262144",
                "compression.type",
                "zstd"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long i = 0; i < events; i++) {
        producer.send(new ProducerRecord<>(Topics.LOGS_RAW, shop.next()));
      }
    }
  }

  /** Each reads {@code logs.raw} from its beginning, which here holds events. */
  private static final class Jobs {

    private final Stack stack;
    private final long events;
    private final String jobsJar;
    private final String peerJar;
    private final Path sharedJar;

    Jobs(Stack stack, long events) throws IOException {
      this.stack = stack;
      this.events = events;
      Path folder = stack.folder().folder("flink/jars");
      sharedJar = SharedJar.of(Home.jobsJar(), folder);
      jobsJar = stack.flink().upload(Home.jobsJar());
      peerJar = stack.flink().upload(PeerJar.write(folder.resolve("peers.jar"), Home.jobsJar()));
    }

    double passThrough(String group) throws Exception {
      return rate(
          stack
              .flink()
              .run(
                  jobsJar,
                  JobSubmission.of(
                      "io.logstream.jobs.PassThroughJob",
                      PARALLELISM,
                      "--brokers",
                      stack.kafka().bootstrapServers(),
                      "--group",
                      group,
                      "--transaction-prefix",
                      group)),
          group,
          events * MORE);
    }

    double dataStream(Peer peer, String group) throws Exception {
      return rate(
          stack
              .flink()
              .run(
                  peerJar,
                  JobSubmission.of(
                      PeerJob.class.getName(),
                      PARALLELISM,
                      peer.name(),
                      stack.kafka().bootstrapServers(),
                      group)),
          group,
          events * MORE);
    }

    double sql(Peer peer, String group) throws Exception {
      Catalogue catalogue =
          new Catalogue(
              Home.folder().resolve("sql/ddl"),
              sharedJar,
              new Catalogue.Servers(
                  stack.kafka().bootstrapServers(),
                  stack.postgresql().jdbcUrl("postgres"),
                  stack.elasticsearchAddresses()));
      StringWriter said = new StringWriter();
      try (SqlSession session = SqlSession.open(stack.sqlGateway())) {
        session.runAll(catalogue.statements(Startup.EARLIEST));
        session.runAll(
            List.of(
                "SET 'parallelism.default' = '%d'".formatted(PARALLELISM),
                "ALTER TABLE logs SET ('topic' = '%s', 'properties.group.id' = '%s')"
                    .formatted(Topics.LOGS_RAW, group)));
        new Script(session, Output.TABLE, new PrintWriter(said))
            .run(Files.readString(Home.folder().resolve("sql/jobs/" + peer.fileName() + ".sql")));
      }
      Matcher job = JOB.matcher(said.toString());
      if (!job.find()) {
        throw new IOException("%s: expected a job, found %s".formatted(peer.fileName(), said));
      }
      return rate(job.group(1), group, events);
    }

    private double rate(String job, String group, long events) throws Exception {
      try (CommittedOffsets offsets = new CommittedOffsets(stack.kafka(), group)) {
        return offsets.rate(Topics.LOGS_RAW, events, FROM);
      } finally {
        stack.flink().cancel(job);
      }
    }
  }
}
