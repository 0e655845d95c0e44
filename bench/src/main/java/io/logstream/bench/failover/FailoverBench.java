package io.logstream.bench.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.service.AutoService;
import io.logstream.bench.Latencies;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.local.Bench;
import io.logstream.local.Home;
import io.logstream.local.Measurement;
import io.logstream.local.payment.LedgerDatabase;
import io.logstream.local.stack.FlinkJobManager;
import io.logstream.local.stack.FlinkTaskManager;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * SIGKILL of the TaskManager that has the tasks, and of the leading JobManager, under 10,000 lines
 * a second into the ingest job, which has no shuffle, and 1,000 payments a second into the payment
 * job, which is keyed. Silence is the longest time without output of one of four input streams, by
 * the broker's clock, as it is written; lost and duplicated are of what is committed.
 */
@AutoService(Bench.class)
public final class FailoverBench implements Bench {

  private static final int KILLS = 20;
  private static final int STREAMS = 4;
  private static final int LINES_PER_SECOND = 10_000;
  private static final int PAYMENTS_PER_SECOND = 1_000;
  private static final int USERS = 100;
  private static final int KEPT_BYTES = 256 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration FLOWING = Duration.ofMillis(500);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String description() {
    return "silence, losses and duplicates when processes of Flink are killed; size: kills of each";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    int kills = settings.size() > 0 ? Math.toIntExact(settings.size()) : KILLS;
    Stack stack =
        new Stack(
            StackOptions.in(Files.createTempDirectory("logstream-bench-"))
                .withPorts(Ports.free())
                .withJobManagers(2)
                .withTaskManagers(2)
                .withTaskSlots(STREAMS));
    try {
      progress.println("failover: starting Kafka, Flink twice and PostgreSQL");
      stack.start(
          Stream.concat(Stream.of(stack.kafka(), stack.postgresql()), stack.taskManagers().stream())
              .toList());
      createTopics(stack);
      Map<String, String> jobs = startJobs(stack);
      measure(stack, jobs, kills, results, progress);
    } finally {
      stack.delete();
    }
  }

  private static void createTopics(Stack stack) {
    List<TopicSpec> watched =
        Stream.of(Topics.LOGS, Topics.PAYMENTS_SETTLED)
            .map(topic -> TopicSpec.bounded(topic, STREAMS, KEPT_BYTES).stampedAtArrival())
            .toList();
    List<TopicSpec> others =
        Stream.of(
                Topics.LOGS_RAW,
                Topics.LOGS_DEAD,
                Topics.CALLS,
                Topics.FLOWS,
                Topics.CHANGES,
                Topics.PAYMENTS,
                Topics.RIDES,
                Topics.USER_ERASURES,
                Topics.PAYMENTS_REFUSED,
                Topics.USER_STATE)
            .map(topic -> TopicSpec.bounded(topic, STREAMS, KEPT_BYTES))
            .toList();
    List<TopicSpec> control =
        Stream.of(
                Topics.CONTROL_REFERENCE,
                Topics.CONTROL_RULES,
                Topics.CONTROL_PATTERNS,
                Topics.CONTROL_THRESHOLDS)
            .map(topic -> TopicSpec.compacted(topic, 1))
            .toList();
    stack.kafka().createTopics(Stream.of(watched, others, control).flatMap(List::stream).toList());
  }

  private static Map<String, String> startJobs(Stack stack) throws IOException {
    String ledger = LedgerDatabase.create(stack.postgresql(), "ledger");
    String brokers = stack.kafka().bootstrapServers();
    String jar = stack.flink().upload(Home.jobsJar());
    Map<String, String> jobs = new HashMap<>();
    jobs.put(
        "ingest",
        stack
            .flink()
            .run(jar, JobSubmission.of("io.logstream.jobs.IngestJob", 2, "--brokers", brokers)));
    jobs.put(
        "payment",
        stack
            .flink()
            .run(
                jar,
                JobSubmission.of(
                    "io.logstream.jobs.PaymentJob", 2, "--brokers", brokers, "--ledger", ledger)));
    jobs.values().forEach(job -> stack.flink().awaitRunning(job, LIMIT));
    return jobs;
  }

  private static void measure(
      Stack stack, Map<String, String> jobs, int kills, Results results, PrintStream progress)
      throws Exception {
    String brokers = stack.kafka().bootstrapServers();
    try (OutputWatch lines =
            new OutputWatch(
                brokers, Topics.LOGS, Pattern.compile("failover (\\d+) (\\d+)"), STREAMS);
        OutputWatch payments =
            new OutputWatch(
                brokers,
                Topics.PAYMENTS_SETTLED,
                Pattern.compile("\"request\":\"f(\\d+)-(\\d+)\""),
                STREAMS);
        Load lineLoad = new Load(brokers, LINES_PER_SECOND, FailoverBench::line);
        Load paymentLoad = new Load(brokers, PAYMENTS_PER_SECOND, FailoverBench::payment)) {
      Map<String, OutputWatch> watches = Map.of("ingest", lines, "payment", payments);
      Run run = new Run(stack, jobs, watches);
      run.awaitWell();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)); // the virtual machines compile
      for (Kind kind : Kind.values()) {
        Map<String, Latencies> silences = run.silences(kind, kills, progress);
        silences.forEach((job, silence) -> add(results, kind, job, silence));
      }
      Map<String, Long> sent = Map.of("ingest", lineLoad.end(), "payment", paymentLoad.end());
      for (Map.Entry<String, OutputWatch> each : watches.entrySet()) {
        long expected = sent.get(each.getKey());
        OutputWatch watch = each.getValue();
        try {
          await("all of " + each.getKey(), () -> watch.committed() >= expected);
        } catch (TimeoutException e) {
          progress.println("failover: " + e.getMessage());
        }
        progress.printf(
            "failover: %s: %,d sent, %,d lost, %,d duplicated%n",
            each.getKey(), expected, expected - watch.committed(), watch.duplicated());
        results.add(
            Measurement.alone("failover", each.getKey() + ".lost", expected - watch.committed()));
        results.add(
            Measurement.alone("failover", each.getKey() + ".duplicated", watch.duplicated()));
      }
    }
  }

  private static void add(Results results, Kind kind, String job, Latencies silence) {
    String what = job + "." + kind.name().toLowerCase(Locale.ROOT) + ".silence_";
    results.add(Measurement.alone("failover", what + "p50_ms", silence.quantile(0.50)));
    results.add(Measurement.alone("failover", what + "p95_ms", silence.quantile(0.95)));
    results.add(Measurement.alone("failover", what + "max_ms", silence.quantile(1)));
  }

  private static ProducerRecord<byte[], byte[]> line(long number) {
    int stream = (int) (number % STREAMS);
    String text = "failover %d %d took 12 ms".formatted(stream, number / STREAMS);
    ProducerRecord<byte[], byte[]> line =
        new ProducerRecord<>(Topics.LOGS_RAW, stream, null, text.getBytes(UTF_8));
    line.headers()
        .add(RawHeaders.KEY, ("failover:" + number).getBytes(UTF_8))
        .add(RawHeaders.SERVICE, "failover".getBytes(UTF_8));
    return line;
  }

  private static ProducerRecord<byte[], byte[]> payment(long number) {
    int stream = (int) (number % STREAMS);
    String id = "f%d-%d".formatted(stream, number / STREAMS);
    String user = "u%d-%d".formatted(stream, number % USERS);
    long now = System.currentTimeMillis() * 1_000_000;
    Payment payment = new Payment(id, id, Payment.Kind.TOP_UP, user, "", "", 1, "EUR", now, 0);
    return new ProducerRecord<>(
        Topics.PAYMENTS, stream, user.getBytes(UTF_8), new PaymentJson().write(payment));
  }

  private static void await(String what, BooleanSupplier isSo) throws TimeoutException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("waited %d s for %s".formatted(LIMIT.toSeconds(), what));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** What is killed. */
  private enum Kind {
    TASKMANAGER,
    JOBMANAGER
  }

  private record Run(Stack stack, Map<String, String> jobs, Map<String, OutputWatch> watches) {

    Map<String, Latencies> silences(Kind kind, int kills, PrintStream progress) throws Exception {
      Map<String, Latencies> silences = new HashMap<>();
      watches.keySet().forEach(job -> silences.put(job, new Latencies()));
      for (int i = 0; i < kills; i++) {
        long killed = System.currentTimeMillis();
        switch (kind) {
          case TASKMANAGER -> loseTaskManager();
          case JOBMANAGER -> loseJobManager();
        }
        long well = System.currentTimeMillis();
        for (Map.Entry<String, OutputWatch> each : watches.entrySet()) {
          long silence = each.getValue().silence(killed, well);
          silences.get(each.getKey()).add(silence);
          progress.printf(
              "failover: %s killed, %d of %d: %s silent for %,d ms%n",
              kind.name().toLowerCase(Locale.ROOT), i + 1, kills, each.getKey(), silence);
        }
      }
      return silences;
    }

    private void loseTaskManager() throws Exception {
      FlinkTaskManager busiest = busiest();
      busiest.kill();
      await("the loss to be noticed", () -> slots() == STREAMS);
      await("output", this::isFlowing);
      busiest.start();
      await("the slots of both", () -> slots() == 2 * STREAMS);
      awaitWell();
    }

    private void loseJobManager() throws Exception {
      FlinkJobManager leader = stack.leadingJobManager().orElseThrow();
      leader.kill();
      await(
          "another leader",
          () -> stack.leadingJobManager().filter(next -> !next.equals(leader)).isPresent());
      jobs.values().forEach(job -> stack.flink().awaitRunning(job, LIMIT));
      await("output", this::isFlowing);
      leader.start();
      await("the slots of both", () -> slots() == 2 * STREAMS);
      awaitWell();
    }

    /** Output flows, and two checkpoints of each job more are complete. */
    void awaitWell() throws Exception {
      Map<String, Long> before = new HashMap<>();
      for (String job : jobs.values()) {
        before.put(job, checkpoints(job));
      }
      for (String job : jobs.values()) {
        await("checkpoints", () -> checkpoints(job) >= before.get(job) + 2);
      }
      await("output", this::isFlowing);
    }

    private boolean isFlowing() {
      return watches.values().stream().allMatch(watch -> watch.isFlowing(FLOWING));
    }

    private long checkpoints(String job) {
      try {
        return stack.flink().completedCheckpoints(job);
      } catch (RuntimeException e) {
        return -1; // no leader answers yet
      }
    }

    private int slots() {
      try {
        return stack.flink().slots().total();
      } catch (RuntimeException e) {
        return -1; // no leader answers yet
      }
    }

    /** The TaskManager with the least free slots. */
    private FlinkTaskManager busiest() {
      String id = "";
      int least = Integer.MAX_VALUE;
      for (var each : stack.flink().get("/taskmanagers").path("taskmanagers")) {
        if (each.path("freeSlots").asInt() < least) {
          least = each.path("freeSlots").asInt();
          id = each.path("id").asText();
        }
      }
      String name = id;
      return stack.taskManagers().stream()
          .filter(each -> each.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no TaskManager is named " + name));
    }
  }
}
