package io.logstream.bench;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.threat.Detectors;
import io.logstream.functions.threat.ThreatEngine;
import io.logstream.functions.threat.Thresholds;
import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.Indicators;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * All detectors and the scoring on one core, without Flink around them: flows a second from the
 * bytes of topic {@code flows} to alerts, over a day of event time with evaluations every ten
 * minutes of it, as the number of hosts grows; and the heap that their state takes. A second is one
 * of the thread's time on a core, so that what else runs on the machine counts little.
 */
@AutoService(Bench.class)
public final class ThreatsBench implements Bench {

  private static final int[] HOSTS = {10, 100, 1_000, 10_000};
  private static final long FLOWS = 200_000;
  private static final int INDICATORS = 100_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MIB = 1 << 20;

  @Override
  public String name() {
    return "threats";
  }

  @Override
  public String description() {
    return "flows/s a core with all detectors on and "
        + INDICATORS
        + " indicators, and heap, by"
        + " the number of hosts; size: flows of a day";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws IOException {
    int flows = (int) (settings.size() > 0 ? settings.size() : FLOWS);
    Indicators indicators = indicators();
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    for (int hosts : HOSTS) {
      progress.printf("threats: %d flows of %d hosts%n", flows, hosts);
      List<byte[]> day = day(hosts, flows);
      double[] perSecond = new double[settings.runs()];
      double[] heap = new double[settings.runs()];
      for (int run = -1; run < settings.runs(); run++) { // the first one warms up
        long before = usedHeap();
        ThreatEngine engine =
            new ThreatEngine(
                Detectors.all(Thresholds.defaults(), indicators), Thresholds.defaults());
        long begin = cpu.getCurrentThreadCpuTime();
        List<Flow> batch = new ArrayList<>(1_000);
        for (byte[] record : day) {
          batch.add(FlowJson.read(record));
          if (batch.size() == 1_000) {
            engine.add(batch);
            batch.clear();
          }
        }
        engine.run(batch);
        long nanos = cpu.getCurrentThreadCpuTime() - begin;
        if (run >= 0) {
          perSecond[run] = flows * NANOS_PER_SECOND / nanos;
          heap[run] = Math.max(0, usedHeap() - before) / BYTES_PER_MIB;
        }
        if (engine.alerts().isEmpty()) {
          throw new IllegalStateException("expected the day's scan to be found");
        }
      }
      results.add(Measurement.alone(name(), "flows_per_s_" + hosts + "_hosts", perSecond));
      results.add(Measurement.alone(name(), "state_" + hosts + "_hosts_mib", heap));
    }
  }

  private static List<byte[]> day(int hosts, int flows) {
    NetworkDay day = new NetworkDay(hosts, flows);
    FlowJson json = new FlowJson();
    List<byte[]> records = new ArrayList<>(flows);
    for (int i = 0; i < flows; i++) {
      records.add(json.write(day.next()));
    }
    return records;
  }

  private static Indicators indicators() {
    List<Indicator> all = new ArrayList<>();
    for (int i = 0; i < INDICATORS; i++) {
      boolean isName = i % 2 == 0;
      String value =
          isName
              ? "listed-" + i + ".example"
              : "198.18." + (i / 256 % 256) + '.' + i % 256 + (i > 65_536 ? "/32" : "");
      Indicator.Type type =
          isName ? Indicator.Type.DOMAIN : i > 65_536 ? Indicator.Type.NETWORK : Indicator.Type.IP;
      all.add(new Indicator(type, value, Long.MAX_VALUE, "bench"));
    }
    return new Indicators(all);
  }

  /** What is still reachable, as exactly as a collection asked for tells it. */
  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
