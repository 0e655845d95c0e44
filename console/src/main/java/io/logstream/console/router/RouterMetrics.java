package io.logstream.console.router;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;

/** The router's figures, each declared here once with its meaning. */
final class RouterMetrics {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  RouterMetrics(RoutePolicy policy) {
    for (String region : policy.areIn().keySet()) {
      Gauge.builder("logstream.router.region.in", policy, p -> p.areIn().get(region) ? 1 : 0)
          .description("1 if requests are sent to the region.")
          .tag("region", region)
          .register(registry);
      for (RegionClient.Outcome outcome : RegionClient.Outcome.values()) {
        requests(region, outcome);
      }
      changes(region);
    }
  }

  void routed(String region, RegionClient.Outcome outcome) {
    requests(region, outcome).increment();
  }

  void changed(String region) {
    changes(region).increment();
  }

  private Counter requests(String region, RegionClient.Outcome outcome) {
    return Counter.builder("logstream.router.requests")
        .description("Requests sent to a region, by what came of it.")
        .tag("region", region)
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter changes(String region) {
    return Counter.builder("logstream.router.changes")
        .description("Times that a region went out or came back.")
        .tag("region", region)
        .register(registry);
  }

  /** All of them in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }
}
