package io.logstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Topics;
import io.logstream.functions.payment.SettlementJson;
import io.logstream.local.Bench;
import io.logstream.local.Home;
import io.logstream.local.Measurement;
import io.logstream.local.payment.LedgerDatabase;
import io.logstream.local.payment.RideProducer;
import io.logstream.local.payment.RideTraffic;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The whole way of a ride company's events at a million a minute: generator → Kafka → payment job →
 * Kafka and PostgreSQL, with the live metrics on. Lag is looked at every second: a rate holds if
 * the lag does not grow, which is told by its slope. Then the rate is raised until it does not
 * hold, or lowered until it does, and the same events go through a job that copies bytes, on the
 * same servers.
 */
@AutoService(Bench.class)
public final class RidesBench implements Bench {

  private static final double MILLION_A_MINUTE = 1_000_000 / 60.0;
  private static final long SECONDS = 600;

  /** Of a step towards the highest rate. */
  private static final long STEP_SECONDS = 60;

  private static final double[] HIGHER = {1.25, 1.5, 2, 2.5, 3, 4, 5, 6};

  private static final double[] LOWER = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1};

  /** A rate holds while lag grows by less than this part of it. */
  private static final double GROWTH = 0.02;

  /** And the generator keeps to it as well. */
  private static final double KEPT = 0.97;

  private static final long COPIED = 3_000_000;
  private static final int PARTITIONS = 12;
  private static final Duration START = Duration.ofMinutes(3);

  private static final int KEPT_BYTES = 64 << 20;

  @Override
  public String name() {
    return "rides";
  }

  @Override
  public String description() {
    return "a million ride events a minute to Kafka and the ledger: lag, latency; size: seconds";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long seconds = settings.size() > 0 ? settings.size() : SECONDS;
    Stack stack =
        new Stack(
            StackOptions.in(Files.createTempDirectory("logstream-bench-")).withPorts(Ports.free()));
    try {
      progress.println("rides: starting Kafka, Flink and PostgreSQL");
      stack.start(
          Stream.concat(Stream.of(stack.kafka(), stack.postgresql()), stack.taskManagers().stream())
              .toList());
      createTopics(stack);
      startJobs(stack);
      int runs = settings.runs();
      double[] rates = new double[runs];
      double[] slopes = new double[runs];
      double[] lags = new double[runs];
      double[] p50 = new double[runs];
      double[] p99 = new double[runs];
      boolean holds = true;
      for (int i = 0; i < runs; i++) {
        Run run = run(stack, i, seconds, MILLION_A_MINUTE);
        rates[i] = run.rate();
        slopes[i] = run.slope();
        lags[i] = run.largestLag();
        holds &= run.holds(MILLION_A_MINUTE);
        p50[i] = run.p50();
        p99[i] = run.p99();
        progress.printf(
            "rides: run %d: %,.0f/s sent, lag at most %,.0f, growing by %,.1f/s, settled p99 %,.0f"
                + " ms%n",
            i + 1, run.rate(), run.largestLag(), run.slope(), run.p99());
      }
      results.add(Measurement.alone(name(), "events_per_s", rates));
      results.add(Measurement.alone(name(), "largest_lag_records", lags));
      results.add(Measurement.alone(name(), "lag_growth_per_s", slopes));
      results.add(Measurement.alone(name(), "settled_p50_ms", p50));
      results.add(Measurement.alone(name(), "settled_p99_ms", p99));
      double highest = highest(stack, runs, holds, progress);
      double copied = passThrough(stack);
      progress.printf(
          "rides: highest rate that holds %,.0f/s, byte pass-through %,.0f/s%n", highest, copied);
      results.add(
          new Measurement(
              name(),
              "highest_events_per_s",
              "byte pass-through",
              new double[] {highest},
              new double[] {copied}));
    } finally {
      stack.delete();
    }
  }

  private record Run(double rate, double slope, double largestLag, double p50, double p99) {

    boolean holds(double asked) {
      return rate >= KEPT * asked && slope < GROWTH * asked;
    }
  }

  /** The highest rate whose lag did not grow: by steps up from a million a minute, or down. */
  private static double highest(Stack stack, int runs, boolean millionHolds, PrintStream progress)
      throws Exception {
    double highest = millionHolds ? MILLION_A_MINUTE : 0;
    int number = runs;
    for (double part : millionHolds ? HIGHER : LOWER) {
      double asked = MILLION_A_MINUTE * part;
      Run step = run(stack, number++, STEP_SECONDS, asked);
      progress.printf(
          "rides: %,.0f/s asked, %,.0f/s sent, lag growing by %,.1f/s, settled p99 %,.0f ms%n",
          asked, step.rate(), step.slope(), step.p99());
      if (step.holds(asked)) {
        highest = step.rate();
      }
      if (step.holds(asked) != millionHolds) {
        break;
      }
    }
    return highest;
  }

  /** As many such events as bytes from one topic to another, exactly once. */
  private static double passThrough(Stack stack) throws Exception {
    String brokers = stack.kafka().bootstrapServers();
    stack
        .kafka()
        .createTopics(
            List.of(TopicSpec.retained(Topics.LOGS_RAW, PARTITIONS, Duration.ofHours(2))));
    RideTraffic traffic = new RideTraffic(0, RideTraffic.Shape.USUAL);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "linger.ms",
                "20",
                "batch.size",
                "262144",
                "compression.type",
                "zstd"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long now = System.currentTimeMillis() * 1_000_000;
      for (long i = 0; i < COPIED; i++) {
        RideTraffic.Sent sent = traffic.next(now);
        producer.send(
            new ProducerRecord<>(Topics.LOGS_RAW, sent.user().getBytes(UTF_8), sent.value()));
      }
    }
    String group = "rides-copy";
    String job =
        stack
            .flink()
            .run(
                stack.flink().upload(Home.jobsJar()),
                JobSubmission.of(
                    "io.logstream.jobs.PassThroughJob",
                    2,
                    "--brokers",
                    brokers,
                    "--group",
                    group,
                    "--transaction-prefix",
                    group));
    try (CommittedOffsets offsets = new CommittedOffsets(stack.kafka(), group)) {
      return offsets.rate(Topics.LOGS_RAW, COPIED);
    } finally {
      stack.flink().cancel(job);
    }
  }

  private static Run run(Stack stack, int number, long seconds, double asked) throws Exception {
    RideTraffic traffic = new RideTraffic(number, RideTraffic.Shape.USUAL);
    AtomicBoolean isEnding = new AtomicBoolean();
    String brokers = stack.kafka().bootstrapServers();
    try (RideProducer producer = new RideProducer(brokers, traffic);
        SettledLatency latency = new SettledLatency(brokers);
        Admin admin = stack.kafka().admin()) {
      long start = System.nanoTime();
      CompletableFuture<Long> sending =
          CompletableFuture.supplyAsync(() -> producer.run(asked, Long.MAX_VALUE, isEnding::get));
      List<double[]> lags = new ArrayList<>();
      // The first fifth of the run warms up.
      long measuredFrom = start + TimeUnit.SECONDS.toNanos(seconds / 5);
      long end = start + TimeUnit.SECONDS.toNanos(seconds);
      while (System.nanoTime() < end) {
        boolean isMeasured = System.nanoTime() > measuredFrom;
        latency.poll(Duration.ofSeconds(1), isMeasured);
        if (isMeasured) {
          lags.add(new double[] {(System.nanoTime() - start) / 1e9, lag(admin)});
        }
        if (sending.isDone()) {
          sending.get();
        }
      }
      double rate = producer.sent() / ((System.nanoTime() - start) / 1e9);
      isEnding.set(true);
      sending.get();
      double largest = lags.stream().mapToDouble(point -> point[1]).max().orElse(0);
      return new Run(rate, slope(lags), largest, latency.quantile(0.5), latency.quantile(0.99));
    } finally {
      isEnding.set(true);
    }
  }

  /** By least squares: records a second by which the lag grows. */
  private static double slope(List<double[]> points) {
    double x = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
    double y = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
    double above = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum();
    double below = points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
    return below == 0 ? 0 : above / below;
  }

  private static double lag(Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets("logstream-payment").partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
        admin.listOffsets(latest).all().get();
    return committed.entrySet().stream()
        .mapToLong(entry -> ends.get(entry.getKey()).offset() - entry.getValue().offset())
        .sum();
  }

  private static void createTopics(Stack stack) {
    stack
        .kafka()
        .createTopics(
            Stream.concat(
                    Stream.of(
                            Topics.RIDES,
                            Topics.PAYMENTS,
                            Topics.PAYMENTS_SETTLED,
                            Topics.PAYMENTS_REFUSED,
                            Topics.USER_STATE)
                        .map(topic -> TopicSpec.bounded(topic, PARTITIONS, KEPT_BYTES)),
                    Stream.of(
                            Topics.USER_ERASURES,
                            Topics.METRICS_LIVE,
                            Topics.LOGS,
                            Topics.LOGS_DEAD,
                            Topics.CALLS,
                            Topics.FLOWS,
                            Topics.CHANGES,
                            Topics.ALERTS,
                            Topics.INCIDENTS)
                        .map(topic -> TopicSpec.bounded(topic, 1, KEPT_BYTES)))
                .toList());
  }

  private static void startJobs(Stack stack) throws IOException {
    String ledger = LedgerDatabase.create(stack.postgresql(), "ledger");
    String brokers = stack.kafka().bootstrapServers();
    String jar = stack.flink().upload(Home.jobsJar());
    List<String> jobs =
        List.of(
            stack
                .flink()
                .run(
                    jar,
                    JobSubmission.of(
                        "io.logstream.jobs.PaymentJob",
                        3,
                        "--brokers",
                        brokers,
                        "--ledger",
                        ledger)),
            stack
                .flink()
                .run(
                    jar,
                    JobSubmission.of("io.logstream.jobs.LiveMetricsJob", 2, "--brokers", brokers)));
    jobs.forEach(job -> stack.flink().awaitRunning(job, START));
  }

  /** From the receipt of a payment by Kafka to its settlement being readable, committed. */
  private static final class SettledLatency implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Latencies latencies = new Latencies();

    SettledLatency(String brokers) {
      consumer =
          new KafkaConsumer<>(
              Map.of(
                  ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  brokers,
                  ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                  "read_committed",
                  ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                  5_000),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.PAYMENTS_SETTLED).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
    }

    void poll(Duration time, boolean isMeasured) throws IOException {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          if (isMeasured) {
            add(record.value());
          }
        }
      }
    }

    private void add(byte[] value) throws IOException {
      latencies.add(
          System.currentTimeMillis() - SettlementJson.read(value).received() / 1_000_000.0);
    }

    double quantile(double share) {
      return latencies.quantile(share);
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
