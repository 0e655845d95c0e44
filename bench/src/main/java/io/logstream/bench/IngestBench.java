package io.logstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.local.Bench;
import io.logstream.local.Home;
import io.logstream.local.Measurement;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ingest job beside a job that copies bytes, with the same exactly-once source and sink, over
 * the same mixed lines, on servers of its own, in turn.
 *
 * <p>How a rate is taken: {@link CommittedOffsets}. The first run of each does not count.
 */
@AutoService(Bench.class)
public final class IngestBench implements Bench {

  private static final long LINES = 6_000_000;
  private static final int PARTITIONS = 4;
  private static final int PARALLELISM = 2;

  /** Output is kept no longer than needed: a disk fills in minutes at these rates. */
  private static final int KEPT_BYTES = 128 << 20;

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String description() {
    return "events/s of the ingest job beside a byte pass-through job; size: lines";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long lines = settings.size() > 0 ? settings.size() : LINES;
    Stack stack =
        new Stack(
            StackOptions.in(Files.createTempDirectory("logstream-bench-")).withPorts(Ports.free()));
    try {
      progress.println("ingest: starting Kafka and Flink");
      stack.start(Stream.concat(Stream.of(stack.kafka()), stack.taskManagers().stream()).toList());
      createTopics(stack);
      progress.printf("ingest: writing %,d lines%n", lines);
      fill(stack, lines);
      String jar = stack.flink().upload(Home.jobsJar());
      double[] ours = new double[settings.runs()];
      double[] peers = new double[settings.runs()];
      for (int i = -1; i < settings.runs(); i++) {
        double peer = rate(stack, jar, "PassThroughJob", "pass-through", i, lines);
        double own = rate(stack, jar, "IngestJob", "ingest", i, lines);
        progress.printf(
            "ingest: run %d%s: %,.0f/s, byte pass-through %,.0f/s%n",
            i + 1, i < 0 ? " (warm-up)" : "", own, peer);
        if (i >= 0) {
          ours[i] = own;
          peers[i] = peer;
        }
      }
      results.add(new Measurement(name(), "events_per_s", "byte pass-through", ours, peers));
    } finally {
      stack.delete();
    }
  }

  private static void createTopics(Stack stack) {
    stack
        .kafka()
        .createTopics(
            Stream.concat(
                    Stream.of(TopicSpec.retained(Topics.LOGS_RAW, PARTITIONS, Duration.ofDays(1))),
                    Stream.concat(
                        Stream.of(
                                Topics.LOGS,
                                Topics.LOGS_DEAD,
                                Topics.CALLS,
                                Topics.FLOWS,
                                Topics.CHANGES)
                            .map(topic -> TopicSpec.bounded(topic, PARTITIONS, KEPT_BYTES)),
                        Stream.of(
                                Topics.CONTROL_REFERENCE,
                                Topics.CONTROL_RULES,
                                Topics.CONTROL_PATTERNS,
                                Topics.CONTROL_THRESHOLDS)
                            .map(topic -> TopicSpec.compacted(topic, 1))))
                .toList());
  }

  private static void fill(Stack stack, long lines) throws IOException {
    MixedLines mixed = new MixedLines(1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long i = 0; i < lines; i++) {
        producer.send(record(mixed.next(), i));
      }
    }
  }

  /** With the headers that a collector gives. */
  private static ProducerRecord<byte[], byte[]> record(MixedLines.Line line, long number) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.LOGS_RAW, line.stream().getBytes(UTF_8), line.text().getBytes(UTF_8));
    record
        .headers()
        .add(RawHeaders.TRANSPORT, "frames".getBytes(UTF_8))
        .add(RawHeaders.PEER, "127.0.0.1:40000".getBytes(UTF_8))
        .add(RawHeaders.RECEIVED, "1767225600000000000".getBytes(UTF_8))
        .add(RawHeaders.REGION, "local".getBytes(UTF_8))
        .add(RawHeaders.KEY, (line.stream() + ":" + number).getBytes(UTF_8))
        .add(RawHeaders.SERVICE, line.service().getBytes(UTF_8))
        .add(RawHeaders.FILE, line.stream().getBytes(UTF_8));
    return record;
  }

  private static double rate(Stack stack, String jar, String job, String name, int run, long lines)
      throws Exception {
    String group = "%s-%d".formatted(name, run + 1);
    String id =
        stack
            .flink()
            .run(
                jar,
                JobSubmission.of(
                    "io.logstream.jobs." + job,
                    PARALLELISM,
                    "--brokers",
                    stack.kafka().bootstrapServers(),
                    "--group",
                    group,
                    "--transaction-prefix",
                    group));
    try (CommittedOffsets offsets = new CommittedOffsets(stack.kafka(), group)) {
      return offsets.rate(Topics.LOGS_RAW, lines);
    } finally {
      stack.flink().cancel(id);
    }
  }
}
