package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.MetricPoint;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds incidents and their causes in event time: {@link #accept} what happened in about its order,
 * {@link #advance} to where the watermark is. What leaves the window while no incident is open is
 * learnt. Not safe for use by two threads.
 */
public final class RootCauseEngine {

  private static final long SECOND = 1_000_000_000L;

  /** Nothing of a trace for so long makes it whole. */
  private static final long QUIET = 10 * SECOND;

  /** Without a baseline, the traffic of so long is taken for usual. */
  private static final long WARM_UP = 60 * SECOND;

  /** A time further than this from the clock is a sender's mistake. */
  private static final long PLAUSIBLE = 86_400 * SECOND;

  private final Thresholds thresholds;
  private final Baseline baseline = new Baseline();
  private final TraceBuffer buffer = new TraceBuffer();
  private final Window window;
  private final IncidentBook book;
  private long clock = Long.MIN_VALUE;
  private long begun = Long.MIN_VALUE;
  private long nextEvaluation = Long.MIN_VALUE;
  private long untimed;
  private List<Anomaly> lastAnomalies = List.of();

  /** An engine that knows nothing yet. */
  public RootCauseEngine(Thresholds thresholds) {
    this.thresholds = thresholds;
    this.window = new Window(thresholds.bucket().toNanos(), 2 * thresholds.window().toNanos());
    this.book = new IncidentBook(thresholds);
  }

  /** Learns from a time in which nothing was wrong; in any order. */
  public void learn(Iterable<? extends Telemetry> records) {
    TraceBuffer traces = new TraceBuffer();
    for (Telemetry record : records) {
      if (record instanceof Span span) {
        traces.add(span);
      } else if (record instanceof LogRecord log && !log.traceId().isEmpty()) {
        traces.add(log, log.time() > 0);
      } else if (record instanceof MetricPoint point) {
        learn(point);
      }
    }
    traces.all().forEach(trace -> baseline.learn(trace.requests()));
  }

  private void learn(MetricPoint point) {
    baseline.learn(new Baseline.Gauge(point.resource().service(), point.name()), point.value());
  }

  /** Takes up what happened. */
  public void accept(Telemetry record) {
    boolean isTimed = isPlausible(record.time());
    if (!isTimed) {
      untimed++;
    }
    if (record instanceof Span span && isTimed) {
      buffer.add(span);
    } else if (record instanceof LogRecord log && !log.traceId().isEmpty()) {
      buffer.add(log, isTimed);
    } else if (record instanceof MetricPoint point && isTimed) {
      window.add(point);
    }
  }

  private boolean isPlausible(long time) {
    return time > 0 && (clock == Long.MIN_VALUE || Math.abs(time - clock) < PLAUSIBLE);
  }

  /**
   * Moves the clock on and judges what is due.
   *
   * @param watermark before which nothing more is to come, nanoseconds since the epoch
   * @return the incidents that opened, changed or closed
   */
  public List<Incident> advance(long watermark) {
    List<Incident> news = new ArrayList<>();
    if (watermark <= clock || !isPlausible(watermark)) {
      return news;
    }
    clock = watermark;
    if (nextEvaluation == Long.MIN_VALUE) {
      begun = clock;
      nextEvaluation = clock + thresholds.bucket().toNanos();
    }
    if (clock >= nextEvaluation) {
      nextEvaluation = clock + thresholds.bucket().toNanos();
      buffer.quietSince(clock - QUIET).forEach(window::add);
      begin();
      forget();
      evaluate(news);
    }
    return news;
  }

  /** Judges what is left at the end of a bounded input. */
  public List<Incident> finish() {
    List<Incident> news = new ArrayList<>();
    buffer.all().forEach(window::add);
    evaluate(news);
    book.close(news);
    return news;
  }

  private void begin() {
    if (baseline.traces() == 0 && clock - begun >= WARM_UP) {
      window.leaveBefore(clock).forEach(trace -> baseline.learn(trace.requests()));
      window.pointsBefore(clock).forEach(this::learn);
    }
  }

  /** Whether an incident is open: what happens meanwhile is not learnt. */
  public boolean isIncidentOpen() {
    return book.isOpen();
  }

  private void forget() {
    long until = clock - thresholds.window().toNanos();
    List<Window.Trace> traces = window.leaveBefore(until);
    List<MetricPoint> points = window.pointsBefore(until);
    if (!book.isOpen()) {
      traces.forEach(trace -> baseline.learn(trace.requests()));
      points.forEach(this::learn);
    }
  }

  private void evaluate(List<Incident> news) {
    lastAnomalies = List.of();
    if (window.isEmpty() || baseline.traces() == 0) {
      return;
    }
    List<Anomaly> anomalies = anomalies();
    lastAnomalies = anomalies;
    book.judge(new Ranking(thresholds).rank(anomalies), anomalies, window.end(), news);
  }

  private List<Anomaly> anomalies() {
    List<Anomaly> anomalies = new ArrayList<>();
    anomalies.addAll(new PathDeviations(thresholds, baseline, window).find());
    anomalies.addAll(new SlowTimes(thresholds, baseline, window).find());
    anomalies.addAll(new Gauges(thresholds, baseline, window).find());
    anomalies.sort(Comparator.comparingLong(Anomaly::onset));
    return anomalies;
  }

  /** What departed when it was last judged, by onset; empty where nothing did. */
  public List<Anomaly> lastAnomalies() {
    return List.copyOf(lastAnomalies);
  }

  /** Records whose time could not be right. */
  public long untimed() {
    return untimed;
  }
}
