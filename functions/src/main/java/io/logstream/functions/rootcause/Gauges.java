package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.MetricPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds gauges of resources that left their range. A gauge's own spread is not trusted alone: of
 * one that stood still for a minute any move would be a wonder, so the spread is at least what
 * gauges of that name have over all services.
 */
final class Gauges {

  /** Points that must be out of range; one is a hiccup. */
  private static final int LEAST_POINTS = 2;

  private static final double LEAST_SPREAD = 0.3;

  private final Thresholds thresholds;
  private final Baseline baseline;
  private final Window window;

  Gauges(Thresholds thresholds, Baseline baseline, Window window) {
    this.thresholds = thresholds;
    this.baseline = baseline;
    this.window = window;
  }

  /**
   * Whether a gauge is of a resource that a process can want for. Others, such as latencies and
   * rates of calls that an agent measured, repeat what spans tell, callers' waiting included.
   */
  static boolean isResource(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    return name.contains("cpu") && !name.contains("node") && !name.contains("%");
  }

  List<Anomaly> find() {
    Map<Baseline.Gauge, List<MetricPoint>> series = new HashMap<>();
    for (MetricPoint point : window.points()) {
      if (isResource(point.name())) {
        series
            .computeIfAbsent(
                new Baseline.Gauge(point.resource().service(), point.name()),
                gauge -> new ArrayList<>())
            .add(point);
      }
    }
    Map<String, Double> spreads = new HashMap<>();
    List<Anomaly> anomalies = new ArrayList<>();
    series.forEach(
        (gauge, points) -> {
          double spread = spreads.computeIfAbsent(gauge.metric(), this::spreadOfAll);
          test(gauge, points, spread, anomalies);
        });
    return anomalies;
  }

  /** How far gauges of a name lie from their medians, in logarithms, over all services. */
  private double spreadOfAll(String metric) {
    Sample distances = new Sample();
    baseline
        .gauges()
        .forEach(
            (gauge, sample) -> {
              if (gauge.metric().equals(metric)) {
                double[] sorted = sample.sorted();
                double usual = Sample.median(sorted);
                Arrays.stream(sorted).forEach(v -> distances.add(Math.log((v + 1) / (usual + 1))));
              }
            });
    return distances.size() == 0
        ? LEAST_SPREAD
        : Math.max(LEAST_SPREAD, Sample.spread(distances.sorted(), 0));
  }

  private void test(
      Baseline.Gauge gauge, List<MetricPoint> points, double spreadOfAll, List<Anomaly> anomalies) {
    Sample known = baseline.gauges().get(gauge);
    double[] values =
        known == null
            ? points.stream().mapToDouble(MetricPoint::value).sorted().toArray()
            : known.sorted();
    double usual = Sample.median(values);
    double floor = FLOOR;
    double[] logs = Arrays.stream(values).map(v -> Math.log(v + floor)).toArray();
    double centre = Math.log(usual + floor);
    double spread = Math.max(spreadOfAll, Sample.spread(logs, centre));
    double[] now = points.stream().mapToDouble(MetricPoint::value).sorted().toArray();
    if (now.length < LEAST_POINTS) {
      return;
    }
    double top = now[now.length - LEAST_POINTS];
    double deviations = (Math.log(top + floor) - centre) / spread - thresholds.gaugeDeviations();
    if (deviations > 0) {
      long onset =
          points.stream()
              .filter(p -> p.value() >= top)
              .mapToLong(MetricPoint::time)
              .min()
              .orElse(window.start());
      anomalies.add(
          new Anomaly(
              gauge.service(),
              Anomaly.Signal.GAUGE,
              gauge.metric(),
              onset,
              deviations,
              usual,
              top,
              1,
              List.of("metric:" + gauge.metric() + "@" + onset)));
    }
  }

  /** Added before the logarithm: near nothing, twice nothing is nothing. */
  private static final double FLOOR = 5;
}
