package io.logstream.console.region;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A region's figures of its peer, each declared here once with its meaning. Labels {@code from} and
 * {@code to} are the regions that records come from and go to.
 */
final class RegionMetrics {

  private static final double[] QUANTILES = {0.5, 0.99};
  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofDays(7);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Tags way;

  /** Lags of one topic: of the last minute, which is exposed, and of all. */
  record Lags(Timer recent, Timer all) {

    void record(long millis) {
      recent.record(millis, TimeUnit.MILLISECONDS);
      all.record(millis, TimeUnit.MILLISECONDS);
    }

    RegionReport.Lag ofRecent() {
      return lag(recent);
    }

    RegionReport.Lag ofAll() {
      return lag(all);
    }

    private static RegionReport.Lag lag(Timer timer) {
      var taken = timer.takeSnapshot();
      var quantiles = taken.percentileValues();
      return new RegionReport.Lag(
          quantiles[0].value(TimeUnit.MILLISECONDS),
          quantiles[1].value(TimeUnit.MILLISECONDS),
          taken.max(TimeUnit.MILLISECONDS));
    }
  }

  RegionMetrics(String region, String peer) {
    way = Tags.of("from", peer, "to", region);
  }

  Lags lags(String topic) {
    return new Lags(
        timer("lag", "How much later records were here than there.", topic, SHORT)
            .register(registry),
        // Not exposed: for the report alone.
        timer("lag.all", "The same since the start.", topic, LONG)
            .register(new SimpleMeterRegistry()));
  }

  private Timer.Builder timer(String name, String meaning, String topic, Duration kept) {
    return Timer.builder("logstream.region." + name)
        .description(meaning)
        .tags(way.and("topic", topic))
        .publishPercentiles(QUANTILES)
        .distributionStatisticExpiry(kept)
        .distributionStatisticBufferLength(1);
  }

  void watch(ReplicationWatch watch) {
    Tags of = way.and("topic", watch.topic());
    counter("mirrored.records", "Records that came by the mirror.", watch, w -> w.records(), of);
    counter("mirrored.bytes", "Bytes of their values.", watch, w -> w.bytes(), of);
    counter("repeated.records", "Records that came again.", watch, w -> w.contents().again(), of);
    gauge(
        "behind.records",
        "Records of the peer that are not here yet.",
        watch,
        w -> w.contents().behind(),
        of);
    gauge(
        "judged.windows",
        "Windows whose contents were compared.",
        watch,
        w -> w.judge(System.currentTimeMillis()).judged(),
        of);
    gauge(
        "divergent.windows",
        "Windows whose contents differ.",
        watch,
        w -> w.judge(System.currentTimeMillis()).divergent(),
        of);
    gauge(
        "missing.records",
        "Records of divergent windows that are not here.",
        watch,
        w -> w.judge(System.currentTimeMillis()).missing(),
        of);
    gauge(
        "extra.records",
        "Records of divergent windows that the peer has not got.",
        watch,
        w -> w.judge(System.currentTimeMillis()).extra(),
        of);
  }

  void merge(TopicMerge.Merged merged) {
    Tags of = way.and("topic", merged.topic);
    counter("merge.taken", "Records of the peer that hold here.", merged, m -> m.taken, of);
    counter("merge.kept", "Records of the peer that came too late.", merged, m -> m.kept, of);
    counter("merge.appended", "Records appended by the agent.", merged, m -> m.appended, of);
    gauge(
        "merge.behind",
        "Keys whose last record is still to be appended.",
        merged,
        m -> m.behind,
        of);
    gauge(
        "divergent.keys",
        "Keys whose values differ between the regions.",
        merged,
        m -> m.differing(System.currentTimeMillis()).size(),
        of);
    gauge(
        "clock.ahead.seconds",
        "By how much the latest stamp is ahead of this machine's time.",
        merged,
        m -> Math.max(0, m.latestMillis - System.currentTimeMillis()) / 1_000.0,
        of);
  }

  void health(RegionHealthCheck check, PeerLink link) {
    gauge(
        "healthy", "1 if the region can answer requests.", check, c -> c.isHealthy() ? 1 : 0, way);
    gauge(
        "peer.answers", "1 if the peer's Kafka answers.", link, l -> l.peerAnswers() ? 1 : 0, way);
    gauge(
        "heartbeat.age.seconds",
        "Since the newest heartbeat of the peer's that came through the link.",
        link,
        l -> l.heartbeatAgeMillis() / 1_000.0,
        way);
  }

  private <T> void counter(
      String name, String meaning, T of, ToDoubleFunction<T> value, Tags tags) {
    FunctionCounter.builder("logstream.region." + name, of, value)
        .description(meaning)
        .tags(tags)
        .register(registry);
  }

  private <T> void gauge(String name, String meaning, T of, ToDoubleFunction<T> value, Tags tags) {
    Gauge.builder("logstream.region." + name, of, value)
        .description(meaning)
        .tags(tags)
        .register(registry);
  }

  /** All of them in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }
}
