package io.logstream.jobs;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Traced requests of a made-up system, and what its map must be: each call is counted where it is
 * made up, by nothing that the job uses.
 */
final class Traffic {

  static final long START = 1_800_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final String[] SERVICES = {
    "edge", "cart", "search", "orders", "stock", "price", "users", "mail"
  };

  /** A report and when it comes, in milliseconds. */
  record Sent(ServiceCall report, long at) {}

  private final Random random;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<String, Integer> calls = new TreeMap<>();
  private int number;

  Traffic(long seed) {
    random = new Random(seed);
  }

  /** Requests for so many seconds, twenty a second. */
  Traffic requests(int seconds) {
    for (int i = 0; i < seconds * 20; i++) {
      String trace = "trace-" + number++;
      long start = START + i * 50L;
      server(trace, "", 0, start, 200);
    }
    return this;
  }

  private void server(String trace, String parent, int service, long start, long duration) {
    String span = "span-" + number++;
    report(trace, span, parent, Side.SERVER, Kind.SERVICE, "", SERVICES[service], start, duration);
    if (random.nextInt(3) == 0) {
      String query = "span-" + number++;
      report(trace, query, span, Side.CLIENT, Kind.DATABASE, SERVICES[service], "db", start + 1, 3);
      count(SERVICES[service], "db");
    }
    for (int callee = service + 1; callee < SERVICES.length; callee++) {
      if (random.nextInt(4) == 0 && duration > 20) {
        String client = "span-" + number++;
        long at = start + 5;
        report(
            trace,
            client,
            span,
            Side.CLIENT,
            Kind.SERVICE,
            SERVICES[service],
            "10.0.0." + callee + ":80",
            at,
            duration / 2);
        server(trace, client, callee, at + 1, duration / 2 - 2);
        count(SERVICES[service], SERVICES[callee]);
      }
    }
  }

  private void count(String caller, String callee) {
    calls.merge(caller + "→" + callee, 1, Integer::sum);
  }

  private void report(
      String trace,
      String span,
      String parent,
      Side side,
      Kind kind,
      String caller,
      String callee,
      long start,
      long duration) {
    ServiceCall report =
        new ServiceCall(
            "event-" + number++,
            side,
            kind,
            caller,
            callee,
            "",
            trace,
            span,
            parent,
            start * MILLI,
            duration * MILLI,
            false,
            ServiceCall.UNKNOWN);
    sent.add(new Sent(report, start + duration));
  }

  /** A tenth comes twice, a tenth up to 20 s late, and a tenth up to 400 ms out of order. */
  Traffic disturbed() {
    List<Sent> more = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      Sent one = sent.get(i);
      int fate = random.nextInt(10);
      if (fate == 0) {
        more.add(new Sent(one.report(), one.at() + random.nextInt(20_000)));
      } else if (fate == 1) {
        sent.set(i, new Sent(one.report(), one.at() + random.nextInt(20_000)));
      } else if (fate == 2) {
        sent.set(i, new Sent(one.report(), one.at() + random.nextInt(400)));
      }
    }
    sent.addAll(more);
    return this;
  }

  /** In the order in which they come. */
  List<Sent> sent() {
    sent.sort(Comparator.comparingLong(Sent::at));
    return sent;
  }

  /** The calls of each edge. */
  Map<String, Integer> calls() {
    return calls;
  }
}
