package io.logstream.functions.impact;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.graph.SpanCalls;
import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Finds out from recorded spans and lines which services moved at a time.
 *
 * <p>A request is a span whose parent is of another service or none. A service moved if the median
 * duration of one of its operations grew {@value #LATENCY}-fold or more, by a one-sided
 * Mann–Whitney test at {@value #CHANCE}; or if the share of its requests that failed, by their
 * status or by an error line, grew by more than {@value #ERRORS}, by Fisher's exact test at {@value
 * #CHANCE}.
 */
public final class MovementFinder {

  static final double LATENCY = 1.5;
  static final double ERRORS = 0.05;
  static final double CHANCE = 0.01;

  /** Durations below which nothing is said of an operation. */
  private static final int FEWEST = 5;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BEFORE = 0;
  private static final int AFTER = 1;

  private final List<List<Span>> spans = List.of(new ArrayList<>(), new ArrayList<>());
  private final List<LogRecord> errors = new ArrayList<>();

  private static final class Times {
    private final List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>());
  }

  private static final class Served {
    private final Map<String, Times> operations = new TreeMap<>();
    private final int[] requests = new int[2];
    private final int[] failed = new int[2];
  }

  private record TraceOfService(String service, String trace) {}

  /** Takes a record of the time before; the order does not matter. */
  public void before(Telemetry record) {
    add(BEFORE, record);
  }

  /** Takes a record of the time after; the order does not matter. */
  public void after(Telemetry record) {
    add(AFTER, record);
  }

  private void add(int side, Telemetry record) {
    if (record instanceof Span span) {
      spans.get(side).add(span);
    } else if (record instanceof LogRecord line && isError(line)) {
      errors.add(line);
    }
  }

  private static boolean isError(LogRecord line) {
    return line.severity() >= LogRecord.ERROR || line.body().contains(" ERROR ");
  }

  /** The services that served requests before and after, by name. */
  public Map<String, Movement> find() {
    Map<String, Served> services = new TreeMap<>();
    collect(services);
    Map<String, Movement> movements = new TreeMap<>();
    services.forEach(
        (service, served) -> {
          if (served.requests[BEFORE] > 0 && served.requests[AFTER] > 0) {
            movements.put(service, movement(service, served));
          }
        });
    return movements;
  }

  private void collect(Map<String, Served> services) {
    Map<String, String> serviceOfSpan = new HashMap<>();
    for (List<Span> side : spans) {
      for (Span span : side) {
        serviceOfSpan.put(span.traceId() + span.spanId(), span.resource().service());
      }
    }
    Set<TraceOfService> failed = new HashSet<>();
    for (LogRecord line : errors) {
      failed.add(new TraceOfService(line.resource().service(), line.traceId()));
    }
    for (int side = BEFORE; side <= AFTER; side++) {
      Map<TraceOfService, Boolean> requests = new HashMap<>();
      for (Span span : spans.get(side)) {
        String service = span.resource().service();
        boolean isWithin = service.equals(serviceOfSpan.get(span.traceId() + span.parentSpanId()));
        if (isWithin || SpanCalls.of(span).kind() == ServiceCall.Kind.DATABASE) {
          continue;
        }
        services
            .computeIfAbsent(service, name -> new Served())
            .operations
            .computeIfAbsent(span.name(), name -> new Times())
            .millis
            .get(side)
            .add(span.duration() / NANOS_PER_MILLI);
        TraceOfService request = new TraceOfService(service, span.traceId());
        requests.merge(request, span.failed() || failed.contains(request), Boolean::logicalOr);
      }
      for (Map.Entry<TraceOfService, Boolean> request : requests.entrySet()) {
        Served served = services.get(request.getKey().service());
        served.requests[side]++;
        served.failed[side] += request.getValue() ? 1 : 0;
      }
    }
  }

  private static Movement movement(String service, Served served) {
    double ratio = 1;
    for (Times times : served.operations.values()) {
      ratio = Math.max(ratio, ratio(times.millis.get(BEFORE), times.millis.get(AFTER)));
    }
    double before = (double) served.failed[BEFORE] / served.requests[BEFORE];
    double after = (double) served.failed[AFTER] / served.requests[AFTER];
    return new Movement(
        service,
        served.requests[AFTER],
        ratio,
        before,
        after,
        ratio >= LATENCY || after > before + ERRORS && isNoChance(served));
  }

  private static double ratio(List<Double> before, List<Double> after) {
    if (before.size() < FEWEST || after.size() < FEWEST) {
      return 1;
    }
    double ratio = median(after) / Math.max(1e-6, median(before));
    return ratio > 1
            && MannWhitneyUTest.withDefaults()
                    .with(AlternativeHypothesis.GREATER_THAN)
                    .test(array(after), array(before))
                    .getPValue()
                < CHANCE
        ? ratio
        : 1;
  }

  private static boolean isNoChance(Served served) {
    int[][] table = {
      {served.failed[AFTER], served.requests[AFTER] - served.failed[AFTER]},
      {served.failed[BEFORE], served.requests[BEFORE] - served.failed[BEFORE]}
    };
    return FisherExactTest.withDefaults()
            .with(AlternativeHypothesis.GREATER_THAN)
            .test(table)
            .getPValue()
        < CHANCE;
  }

  private static double median(List<Double> values) {
    double[] sorted = array(values);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
