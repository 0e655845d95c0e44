package io.logstream.bench;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import java.util.SplittableRandom;

/**
 * A day of flows in the order of their start, the same each time: browsing by name, questions to a
 * resolver, mail polled, file shares, time, and one host in ten thousand flows' midst that tries
 * the ports of others.
 */
final class NetworkDay {

  private static final long START = 1_700_000_000L * 1_000_000_000L;
  private static final long DAY = 86_400L * 1_000_000_000L;
  private static final int SITES = 5_000;
  private static final int SCANNED = 200;

  private final int hosts;
  private final long step;
  private final SplittableRandom random = new SplittableRandom(42);
  private int number;

  /**
   * @param hosts how many sources there are
   * @param flows how many flows a day has
   */
  NetworkDay(int hosts, int flows) {
    this.hosts = hosts;
    step = DAY / flows;
  }

  /** The next flow. */
  Flow next() {
    int host = random.nextInt(hosts);
    String source = "10." + host / 65_536 + '.' + host / 256 % 256 + '.' + host % 256;
    int what = number % 50 == 0 ? 100 : random.nextInt(100);
    // Few sites have most of the visits.
    int site = (int) (SITES * Math.pow(random.nextDouble(), 3));
    String name = "www.site-" + site + ".example";
    String address = "203.0." + site / 250 + '.' + (1 + site % 250);
    if (what == 100) {
      String scanned = "10.200.0." + (1 + number / 50 % SCANNED);
      return flow(Layer.CONNECTION, "10.250.0.1", scanned, 445, "tcp", State.ATTEMPTED, Names.NONE);
    } else if (what < 45) {
      Names tls = new Names("", "", "", name, "", "", "", 0, "", "browser", "");
      return flow(Layer.TLS, source, address, 443, "tcp", State.ESTABLISHED, tls);
    } else if (what < 75) {
      String code = random.nextInt(60) == 0 ? "NXDOMAIN" : "NOERROR";
      Names question = new Names(name, "A", code, "", "", "", "", 0, "", "", "");
      return flow(Layer.DNS, source, "10.255.0.53", 53, "udp", State.ESTABLISHED, question);
    } else if (what < 85) {
      return flow(
          Layer.CONNECTION, source, "10.255.0.25", 993, "tcp", State.ESTABLISHED, Names.NONE);
    } else if (what < 92) {
      return flow(
          Layer.CONNECTION, source, "10.255.0.139", 445, "tcp", State.ESTABLISHED, Names.NONE);
    } else if (what < 96) {
      return flow(
          Layer.CONNECTION, source, "203.0.113.123", 123, "udp", State.ESTABLISHED, Names.NONE);
    }
    return flow(Layer.CONNECTION, source, address, 443, "tcp", State.ATTEMPTED, Names.NONE);
  }

  private Flow flow(
      Layer layer, String from, String to, int port, String transport, State state, Names names) {
    int id = number++;
    boolean isAnswered = state == State.ESTABLISHED;
    return new Flow(
        "e" + id,
        layer,
        "",
        START + id * step,
        100_000_000L,
        transport,
        "",
        new Endpoint(from, 40_000 + id % 20_000, 300 + random.nextInt(2_000), 6),
        new Endpoint(to, port, isAnswered ? random.nextInt(60_000) : 0, isAnswered ? 8 : 0),
        Verdict.UNKNOWN,
        state,
        names,
        "",
        "bench");
  }
}
