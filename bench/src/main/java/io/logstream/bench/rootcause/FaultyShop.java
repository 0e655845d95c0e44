package io.logstream.bench.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Resource;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Telemetry of a system of many services: each request goes a random way down a tree of calls, each
 * service logs two lines and has two spans. One service may fail from a time on.
 */
final class FaultyShop {

  static final long SECOND = 1_000_000_000L;
  static final String FAULTY = "service-7";
  private static final long MILLI = 1_000_000L;
  private static final int SERVICES = 40;
  private static final int CALLS = 3;

  private final SplittableRandom random;
  private final List<Telemetry> records = new ArrayList<>();
  private final long faultyFrom;
  private int spans;

  private FaultyShop(long seed, long faultyFrom) {
    random = new SplittableRandom(seed);
    this.faultyFrom = faultyFrom;
  }

  /**
   * So many records over some time, in order.
   *
   * @param faultyFrom when the fault begins, nanoseconds since the epoch
   */
  static List<Telemetry> records(long seed, int count, long from, long duration, long faultyFrom) {
    FaultyShop shop = new FaultyShop(seed, faultyFrom);
    while (shop.records.size() < count) {
      long at = from + (long) ((double) shop.records.size() / count * duration);
      String trace = "t" + seed + '-' + shop.records.size();
      shop.call(trace, "", 0, at);
    }
    shop.records.sort(Comparator.comparingLong(Telemetry::time));
    return shop.records;
  }

  /** Returns when it ended. */
  private long call(String trace, String parent, int service, long start) {
    String name = "service-" + service;
    String id = trace + '-' + spans++;
    String inner = trace + '-' + spans++;
    line(trace, id, name, "INFO  Handler#10 asked for item " + random.nextInt(1_000), start);
    long time = start + MILLI;
    boolean fails = name.equals(FAULTY) && start >= faultyFrom;
    for (int i = 1; i <= CALLS && !fails; i++) {
      int callee = service * CALLS + i;
      if (callee < SERVICES && random.nextInt(3) > 0) {
        time = call(trace, id, callee, time + MILLI) + MILLI;
      }
    }
    long queried = time + MILLI * (1 + random.nextInt(3));
    span(trace, inner, id, name, "SELECT items", time, queried);
    line(
        trace,
        id,
        name,
        fails ? "ERROR Handler#31 a.b.ItemException: none" : "INFO  Handler#20 done",
        queried);
    span(trace, id, parent, name, "GET /items", start, queried + MILLI);
    return queried + MILLI;
  }

  private void span(
      String trace, String id, String parent, String service, String name, long start, long end) {
    records.add(
        new Span(
            resource(service),
            trace,
            id,
            parent,
            name,
            Span.Kind.UNSPECIFIED,
            start,
            end,
            false,
            "",
            Map.of()));
  }

  private void line(String trace, String span, String service, String body, long time) {
    records.add(new LogRecord(resource(service), time, 0, body, trace, span, Map.of()));
  }

  private static Resource resource(String service) {
    return new Resource(Map.of("service.name", service));
  }
}
