package io.logstream.collector;

import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardMetrics;
import io.logstream.functions.resilience.Guards;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The collector's figures, each declared here once with its meaning.
 *
 * <p>At any moment: <em>received + recovered = stored in {@code logs.raw} + stored in {@code
 * logs.dead} + in flight</em>, where in flight is what is queued, sent to Kafka without its
 * acknowledgement yet, or in the spool. Shed and rejected lines were never received.
 */
public final class CollectorMetrics {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Transport> transports = new ConcurrentHashMap<>();

  private final Counter raw = stored(Topics.LOGS_RAW);
  private final Counter dead = stored(Topics.LOGS_DEAD);
  private final Counter recovered =
      Counter.builder("logstream.collector.recovered.lines")
          .description("Lines found in the spool at the start.")
          .register(registry);
  private final Timer acknowledgement =
      Timer.builder("logstream.collector.kafka.acknowledgement")
          .description("Time from handing a parcel to Kafka to the last acknowledgement of it.")
          .publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofMillis(1))
          .maximumExpectedValue(Duration.ofSeconds(30))
          .register(registry);

  /** Figures at zero, those of the process included. */
  public CollectorMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    @SuppressWarnings("resource") // Lives as long as the process.
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
  }

  private Counter stored(String topic) {
    return Counter.builder("logstream.collector.stored.lines")
        .description("Lines that Kafka acknowledged, by topic.")
        .tag("topic", topic)
        .register(registry);
  }

  /** What came by one transport. */
  public final class Transport {
    private final Counter lines;
    private final Counter bytes;
    private final Counter wireBytes;
    private final Counter shed;
    private final Counter rejected;

    private Transport(String name) {
      lines = counter("received.lines", "Lines taken in.", name);
      bytes = counter("received.bytes", "Bytes of the lines taken in, uncompressed.", name);
      wireBytes = counter("wire.bytes", "Bytes read from the network, as they came.", name);
      shed = counter("shed.lines", "Lines dropped for want of room: UDP alone.", name);
      rejected =
          counter("rejected.requests", "Requests and connections turned away with a reason.", name);
    }

    private Counter counter(String name, String description, String transport) {
      return Counter.builder("logstream.collector." + name)
          .description(description)
          .tag("transport", transport)
          .register(registry);
    }

    /** Lines taken in. */
    public void received(long count, long size) {
      lines.increment(count);
      bytes.increment(size);
    }

    /** Bytes read from the network. */
    public void wire(long size) {
      wireBytes.increment(size);
    }

    /** Lines dropped. */
    public void shed(long count) {
      shed.increment(count);
    }

    /** A request or connection turned away. */
    public void rejected() {
      rejected.increment();
    }

    /** Lines so far. */
    public long lines() {
      return (long) lines.count();
    }

    /** Bytes of lines so far. */
    public long bytes() {
      return (long) bytes.count();
    }

    /** Bytes from the network so far. */
    public long wireBytes() {
      return (long) wireBytes.count();
    }

    /** Lines dropped so far. */
    public long shedLines() {
      return (long) shed.count();
    }

    /** Turned away so far. */
    public long rejectedRequests() {
      return (long) rejected.count();
    }
  }

  /** The figures of a transport. */
  public Transport transport(String name) {
    return transports.computeIfAbsent(name, Transport::new);
  }

  /** All transports that something came by. */
  public Map<String, Transport> transports() {
    return Map.copyOf(transports);
  }

  /** Kafka acknowledged a line. */
  public void stored(String topic, long count) {
    (topic.equals(Topics.LOGS_RAW) ? raw : dead).increment(count);
  }

  /** Lines found in the spool at the start. */
  public void recovered(long count) {
    recovered.increment(count);
  }

  /** A parcel was acknowledged. */
  public void acknowledged(long nanos) {
    acknowledgement.record(Duration.ofNanos(nanos));
  }

  /** Lines received by all transports. */
  public long received() {
    return transports.values().stream().mapToLong(Transport::lines).sum();
  }

  /** Lines found in the spool at the start. */
  public long recovered() {
    return (long) recovered.count();
  }

  /** Lines in {@code logs.raw}. */
  public long storedRaw() {
    return (long) raw.count();
  }

  /** Lines in {@code logs.dead}. */
  public long storedDead() {
    return (long) dead.count();
  }

  /** A figure read when asked. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("logstream.collector." + name, value).description(description).register(registry);
  }

  /** A figure of one label read when asked. */
  public void gauge(
      String name, String description, String label, String of, Supplier<Number> value) {
    Gauge.builder("logstream.collector." + name, value)
        .description(description)
        .tag(label, of)
        .register(registry);
  }

  /** The figures of all guards. */
  public void guards(Guards guards) {
    for (Guard guard : guards.all()) {
      Tags tags = Tags.of("guard", guard.name());
      for (GuardMetrics metric : GuardMetrics.values()) {
        String name = "logstream.guard." + metric.label().replace('_', '.');
        if (metric.onlyGrows()) {
          FunctionCounter.builder(name, guard, g -> metric.of(g.status()))
              .tags(tags)
              .description(metric.meaning())
              .register(registry);
        } else {
          Gauge.builder(name, guard, g -> metric.of(g.status()))
              .tags(tags)
              .description(metric.meaning())
              .register(registry);
        }
      }
    }
  }

  /** All figures in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }
}
