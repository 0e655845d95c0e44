package io.logstream.console.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import io.logstream.console.DaemonThreads;
import io.logstream.functions.event.Topics;
import io.logstream.functions.region.Stamp;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A region's agent: merges the topics that all regions write, compares what came of the peer's
 * topics with what the peer has, and says so.
 *
 * <pre>
 * peer:  logs, feedback, control.* ─────────────────────────┐ (read to compare)
 * here:  peer.logs, peer.feedback, peer.control.* ─▶ agent ─┴─▶ regions, GET /metrics, /api/v1/region
 *        feedback, control.* ◀── merge ──────────────┘
 * </pre>
 *
 * <p>{@code GET /health} answers 200 while the region can answer requests, else 503.
 */
@Command(
    name = "region-agent",
    mixinStandardHelpOptions = true,
    description = "Merges and watches what is replicated between two regions.")
public final class RegionAgent implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RegionAgent.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WITHIN_MS = 5_000;

  @Option(names = "--region", required = true, description = "This region's name.")
  private String region;

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,…",
      required = true,
      description = "This region's Kafka.")
  private String brokers;

  @Option(names = "--peer", required = true, description = "The other region's name.")
  private String peer;

  @Option(
      names = "--peer-brokers",
      paramLabel = "HOST:PORT,…",
      required = true,
      description = "The other region's Kafka, by a way that is not the link of its mirror.")
  private String peerBrokers;

  @Option(
      names = "--check",
      paramLabel = "URL",
      description =
          "What must answer 200 for the region to be healthy; may be given several times.")
  private List<URI> checks = List.of();

  @Option(
      names = "--grace-seconds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How long a window or a key must be quiet before it is compared. Default:"
              + " ${DEFAULT-VALUE}.")
  private int graceSeconds;

  @Option(
      names = "--port",
      defaultValue = "9467",
      description = "Where it listens, on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
  private int port;

  private RegionHealthCheck health;
  private RegionReporter reporter;
  private KafkaProducer<byte[], byte[]> producer;
  private volatile RegionReport report;

  public static void main(String[] args) {
    System.exit(new CommandLine(new RegionAgent()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    requireNames();
    long graceMillis = TimeUnit.SECONDS.toMillis(graceSeconds);
    RegionMetrics metrics = new RegionMetrics(region, peer);
    health = new RegionHealthCheck(new Brokers(brokers), checks);
    PeerLink link = new PeerLink(brokers, peer, new Brokers(peerBrokers));
    TopicMerge merge = new TopicMerge(region, brokers, peer, peerBrokers, graceMillis);
    List<ReplicationWatch> watches =
        Regions.SINGLE.stream()
            .map(
                topic ->
                    new ReplicationWatch(
                        topic, peer, peerBrokers, brokers, graceMillis, metrics.lags(topic)))
            .toList();
    metrics.health(health, link);
    merge.topics().forEach(metrics::merge);
    watches.forEach(metrics::watch);
    reporter =
        new RegionReporter(
            region,
            peer,
            health,
            link,
            watches,
            merge.topics(),
            new RecordFinder(peerBrokers),
            new RecordFinder(brokers));
    producer = producer();
    Javalin server = Javalin.create(config -> configure(config, metrics)).start("127.0.0.1", port);
    link.start();
    merge.start();
    watches.forEach(ReplicationWatch::start);
    ScheduledExecutorService timers =
        Executors.newScheduledThreadPool(3, DaemonThreads.named("agent-timer"));
    timers.scheduleWithFixedDelay(guarded(health::ask), 0, 1, TimeUnit.SECONDS);
    timers.scheduleWithFixedDelay(guarded(link::ask), 0, 1, TimeUnit.SECONDS);
    timers.scheduleWithFixedDelay(guarded(this::report), 1, 1, TimeUnit.SECONDS);
    System.out.printf("agent of region %s at http://127.0.0.1:%d%n", region, server.port());
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "end-agent"));
    ended.await();
    server.stop();
    return 0;
  }

  private void requireNames() {
    if (!Stamp.REGION.matcher(region).matches()
        || !Stamp.REGION.matcher(peer).matches()
        || region.equals(peer)) {
      throw new IllegalArgumentException(
          "expected two regions, each a small letter, then a-z, 0-9 and -; found \"%s\" and \"%s\""
              .formatted(region, peer));
    }
  }

  /** A timer that fails once must come again. */
  private static Runnable guarded(Runnable run) {
    return () -> {
      try {
        run.run();
      } catch (RuntimeException e) {
        LOG.warn("{}; it is tried again", e.toString());
      }
    };
  }

  private void configure(JavalinConfig config, RegionMetrics metrics) {
    config.showJavalinBanner = false;
    config.jsonMapper(new JavalinJackson());
    config.router.mount(
        routes ->
            routes
                .get("/health", this::health)
                .get("/api/v1/region", this::show)
                .get(
                    "/metrics",
                    context ->
                        context
                            .contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(metrics.scrape())));
  }

  private void health(Context context) {
    context
        .status(health.isHealthy() ? 200 : 503)
        .json(Map.of("region", region, "problem", health.problem()));
  }

  private void show(Context context) {
    if (report == null) {
      context.status(503).json(Map.of("region", region, "problem", "nothing is known yet"));
    } else {
      context.json(report);
    }
  }

  private void report() {
    report = reporter.report(System.currentTimeMillis());
    try {
      producer.send(
          new ProducerRecord<>(
              Topics.REGIONS, region.getBytes(UTF_8), JSON.writeValueAsBytes(report)),
          (metadata, failure) -> {
            if (failure != null) {
              LOG.warn("{}: {}", Topics.REGIONS, failure.getMessage());
            }
          });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is JSON", e);
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            // The next report is better than an old one.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            WITHIN_MS / 5,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            WITHIN_MS / 2,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            WITHIN_MS),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
