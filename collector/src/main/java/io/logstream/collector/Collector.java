package io.logstream.collector;

import com.sun.management.UnixOperatingSystemMXBean;
import io.logstream.collector.access.Limits;
import io.logstream.collector.http.HttpServer;
import io.logstream.collector.outlet.Gate;
import io.logstream.collector.outlet.KafkaSettings;
import io.logstream.collector.outlet.Lane;
import io.logstream.collector.outlet.Lanes;
import io.logstream.collector.receive.Intake;
import io.logstream.collector.receive.Sources;
import io.logstream.collector.spool.Spool;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardOptions;
import io.logstream.functions.resilience.Guards;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The network edge: receives log lines and hands them to Kafka, by way of a disk queue while Kafka
 * is away.
 *
 * <pre>
 *   receivers ──▶ Intake ──▶ Lanes ──▶ Kafka: logs.raw, logs.dead
 *       ▲            │         └─▶ Spool ─┘
 *       └── Gate ◀───┘
 * </pre>
 */
public final class Collector implements AutoCloseable {

  static {
    // Before the first logger: the class path of a bigger process may have settings of its own.
    if (System.getProperty("log4j2.configurationFile") == null) {
      System.setProperty("log4j2.configurationFile", "collector-log4j2.properties");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  static final String ADMIN = "admin";
  static final String HTTP = "http";

  /** Files of the spool, sockets to Kafka, jars. */
  private static final int OTHER_FILES = 256;

  private final CollectorOptions options;
  private final CollectorMetrics metrics = new CollectorMetrics();
  private final Guards guards = new Guards();
  private final Gate gate;
  private final Lanes lanes;
  private final Sources sources;
  private final Limits limits;
  private final Network network;

  private Collector(CollectorOptions options, Supplier<Producer<byte[], byte[]>> producers)
      throws IOException {
    this.options = options;
    this.gate = new Gate(options.memory());
    this.sources = new Sources(Duration.ofMillis(options.silentAfterMillis()));
    this.lanes = new Lanes(lanes(producers));
    this.limits =
        new Limits(
            options.maxLinesPerSource(),
            options.maxBytesPerSource(),
            options.maxConnectionsPerSource());
    this.network =
        new Network(
            gate,
            limits,
            possibleConnections(options.maxConnections()),
            options.proxyProtocol(),
            metrics,
            sources);
  }

  /** Each connection is an open file, of which a process has only so many. */
  private static int possibleConnections(int asked) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long possible = Math.max(1, system.getMaxFileDescriptorCount() - OTHER_FILES);
      if (asked > possible) {
        LOG.warn(
            "--max-connections: {} instead of {}: the process may open {} files (ulimit -n)",
            possible,
            asked,
            system.getMaxFileDescriptorCount());
        return (int) possible;
      }
    }
    return asked;
  }

  private List<Lane> lanes(Supplier<Producer<byte[], byte[]>> producers) throws IOException {
    Guard kafka = guards.guard("kafka", kafkaOptions(options.guard()));
    guards.onTransition(t -> LOG.info("guard {}: {} → {}", t.guard(), t.from(), t.to()));
    int count =
        options.lanes() > 0
            ? options.lanes()
            : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    List<Lane> made = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Spool spool =
          Spool.open(
              options.spool().resolve("lane-" + number),
              options.spoolMax() / count,
              options.spoolSegment());
      made.add(new Lane(number, producers, kafka, gate, spool, metrics));
    }
    return made;
  }

  /** A call is a parcel, and many are under way at once; the window of the lane bounds them. */
  private static GuardOptions kafkaOptions(Map<String, String> given) {
    Map<String, String> properties = new HashMap<>();
    properties.put("concurrency", "1000000");
    properties.put("timeout-ms", "10000");
    properties.put("open-ms", "1000");
    if (given != null) {
      properties.putAll(given);
    }
    return GuardOptions.from("", properties);
  }

  /**
   * Starts a collector.
   *
   * @throws IOException if an address or the spool's folder cannot be had
   */
  public static Collector start(CollectorOptions options) throws IOException {
    Map<String, Object> settings =
        KafkaSettings.of(
            options.kafka(), Duration.ofMillis(options.lingerMillis()), options.batchBytes());
    return start(options, () -> new KafkaProducer<>(settings));
  }

  /** Starts a collector with other producers. */
  static Collector start(CollectorOptions options, Supplier<Producer<byte[], byte[]>> producers)
      throws IOException {
    Collector collector = new Collector(options, producers);
    try {
      collector.open();
      return collector;
    } catch (IOException | RuntimeException e) {
      collector.close();
      throw e;
    }
  }

  private void open() throws IOException {
    declareMetrics();
    lanes.start();
    Rates rates = new Rates(metrics);
    network.every(Rates.SECONDS, rates::tick);
    Intake intake =
        new Intake(
            lanes,
            gate,
            metrics,
            sources,
            limits,
            options.maxLine(),
            Duration.ofMillis(options.messageWithinMillis()),
            options.region());
    new Listeners(options, network, gate, metrics, sources).open(intake);
    Health.Parts parts =
        new Health.Parts(metrics, rates, lanes, gate, guards, sources, network, Instant.now());
    HttpServer admin =
        new HttpServer(
            new HttpServer.Settings(
                new AdminEndpoint(parts),
                new Gate(1 << 20),
                1 << 16,
                10,
                60,
                bytes -> {},
                (peer, answer) -> {}));
    // Last: who is told that it is well may send at once.
    network.listen(
        options.admin(),
        new Network.Listening(ADMIN, Optional.empty(), false, false, admin::install));
    LOG.info("listening: {}", network.listeners());
  }

  private void declareMetrics() {
    metrics.gauge(
        "in.flight.lines",
        "Lines received and not in Kafka yet: queued, sent, or in the spool.",
        () -> lanes.pendingLines() + lanes.spooledLines());
    metrics.gauge("queue.bytes", "Bytes of lines in memory.", gate::held);
    metrics.gauge(
        "queue.open", "1 while receivers read, 0 while senders wait.", () -> gate.isOpen() ? 1 : 0);
    metrics.gauge("spool.lines", "Lines in the disk queue.", lanes::spooledLines);
    metrics.gauge("spool.bytes", "Bytes of the disk queue.", lanes::spooledBytes);
    metrics.gauge(
        "spool.corrupt",
        "Stretches of the disk queue left out: no valid entries.",
        () -> lanes.all().stream().mapToLong(lane -> lane.spool().corrupt()).sum());
    metrics.gauge(
        "kafka.linked", "1 while there is a connection to Kafka.", () -> lanes.areLinked() ? 1 : 0);
    metrics.gauge(
        "network.bytes",
        "Bytes of buffers of the network, outside of the heap.",
        () ->
            ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory());
    metrics.gauge("connections", "Open connections.", network::connections);
    metrics.gauge(
        "silent.sources", "Senders not heard for longer than --silent-after.", sources::silent);
    metrics.guards(guards);
  }

  /** Where a listener listens; of use with port 0. */
  InetSocketAddress address(String listener) {
    return network.address(listener);
  }

  CollectorMetrics metrics() {
    return metrics;
  }

  Lanes lanes() {
    return lanes;
  }

  /** Whether there is room for more. */
  boolean isReceiving() {
    return gate.isOpen();
  }

  Guards guards() {
    return guards;
  }

  /** Stops: takes no more, waits for what is under way, puts the rest into the spool. */
  @Override
  public void close() {
    network.stopReceiving();
    lanes.close(Duration.ofMillis(options.stopWithinMillis()));
    network.close();
  }

  /** Runs until the process is told to end. */
  public static void main(String[] args) {
    CommandLine command = CollectorOptions.commandLine(args);
    try {
      command.parseArgs(args);
      if (CommandLine.printHelpIfRequested(command.getParseResult())) {
        return;
      }
      run(command.getCommand());
    } catch (CommandLine.ParameterException e) {
      System.err.println("collector: " + e.getMessage());
      System.exit(CommandLine.ExitCode.USAGE);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("collector: " + e.getMessage());
      System.exit(CommandLine.ExitCode.SOFTWARE);
    }
  }

  private static void run(CollectorOptions options) throws IOException {
    Collector collector = start(options);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  collector.close();
                  LOG.info("stopped");
                  org.apache.logging.log4j.LogManager.shutdown();
                  ended.countDown();
                },
                "stop"));
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
