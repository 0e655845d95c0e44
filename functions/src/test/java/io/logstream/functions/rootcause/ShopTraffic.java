package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.MetricPoint;
import io.logstream.functions.otlp.Resource;
import io.logstream.functions.otlp.Span;
import io.logstream.functions.otlp.Telemetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Telemetry of a small shop: a gateway calls a cart, which calls a stock and a price service. */
final class ShopTraffic {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  /** What is wrong from a time on. */
  enum Fault {
    NONE,
    SLOW_NETWORK_OF_STOCK,
    STOCK_FAILS,
    STOCK_IS_GONE,
    PRICE_SKIPS_A_LINE,
    PRICE_WANTS_CPU
  }

  private final Random random;
  private final List<Telemetry> records = new ArrayList<>();
  private int traces;

  ShopTraffic(long seed) {
    random = new Random(seed);
  }

  /** Requests from one time to another, one a half second. */
  List<Telemetry> between(long from, long to, Fault fault, long since) {
    records.clear();
    for (long time = from; time < to; time += SECOND / 2) {
      request(time, time >= since ? fault : Fault.NONE);
    }
    for (long time = from; time < to; time += 15 * SECOND) {
      for (String service : List.of("gateway", "cart", "stock", "price")) {
        boolean isHot = service.equals("price") && fault == Fault.PRICE_WANTS_CPU && time >= since;
        records.add(
            new MetricPoint(
                resource(service),
                "cpu.usage",
                "m",
                MetricPoint.Kind.GAUGE,
                time,
                isHot ? 900 : 20 + random.nextInt(10),
                Map.of()));
      }
    }
    records.sort(Comparator.comparingLong(Telemetry::time));
    return List.copyOf(records);
  }

  private void request(long time, Fault fault) {
    String trace = "t" + random.nextLong() + '-' + traces++;
    long wait = MILLI * (fault == Fault.SLOW_NETWORK_OF_STOCK ? 400 : 1 + random.nextInt(2));
    long work = MILLI * (4 + random.nextInt(3));
    boolean isGone = fault == Fault.STOCK_IS_GONE;
    boolean fails = fault == Fault.STOCK_FAILS || isGone;
    long stockStart = time + 4 * MILLI + wait / 2;
    long stockEnd = stockStart + work;
    long afterStock = stockEnd + wait / 2;
    if (!isGone) {
      span(trace, "st", "sc", "stock", "GET /stock", stockStart, stockEnd, fails);
      line(trace, "st", "stock", "INFO Stock#10 asked", stockStart + 1);
      line(
          trace,
          "st",
          "stock",
          fails
              ? "ERROR Stock#44 a.b.StockException: no shelf"
              : "INFO Stock#12 found " + random.nextInt(9),
          stockStart + 2);
    }
    clientSpan(trace, "sc", "ca", "cart", "stock", time + 4 * MILLI, afterStock, fails);
    long end = afterStock + MILLI;
    if (!fails) {
      long priceEnd = afterStock + 6 * MILLI;
      span(trace, "pr", "pc", "price", "GET /price", afterStock + 2 * MILLI, priceEnd, false);
      if (fault != Fault.PRICE_SKIPS_A_LINE) {
        line(trace, "pr", "price", "INFO Price#7 rebate applied", afterStock + 3 * MILLI);
      }
      end = priceEnd + 2 * MILLI;
      span(trace, "pc", "ca", "cart", "http get", afterStock + MILLI, end, false);
      line(trace, "ca", "cart", "INFO Cart#30 priced", end);
    } else {
      line(trace, "ca", "cart", "ERROR Cart#31 a.b.CallException: 500 of stock", end);
    }
    span(trace, "ca", "gc", "cart", "GET /cart", time + 2 * MILLI, end + MILLI, fails);
    span(trace, "gc", "ga", "gateway", "http get", time + MILLI, end + 2 * MILLI, fails);
    span(trace, "ga", "", "gateway", "GET /", time, end + 3 * MILLI, fails);
  }

  private void span(
      String trace,
      String id,
      String parent,
      String service,
      String name,
      long start,
      long end,
      boolean failed) {
    records.add(
        new Span(
            resource(service),
            trace,
            trace + id,
            parent.isEmpty() ? "" : trace + parent,
            name,
            Span.Kind.UNSPECIFIED,
            start,
            end,
            failed,
            "",
            Map.of()));
  }

  private void clientSpan(
      String trace,
      String id,
      String parent,
      String service,
      String called,
      long start,
      long end,
      boolean failed) {
    records.add(
        new Span(
            resource(service),
            trace,
            trace + id,
            trace + parent,
            "GET /" + called,
            Span.Kind.CLIENT,
            start,
            end,
            failed,
            "",
            Map.of("peer.service", called)));
  }

  private void line(String trace, String span, String service, String body, long time) {
    records.add(new LogRecord(resource(service), time, 0, body, trace, trace + span, Map.of()));
  }

  private static Resource resource(String service) {
    return new Resource(Map.of("service.name", service));
  }
}
