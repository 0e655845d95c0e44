package io.logstream.bench.rootcause;

import com.google.auto.service.AutoService;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import io.logstream.local.Shopkeeping;
import io.logstream.local.WatchedShop;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The running shop broken in the five ways that shops break, each in each run, before a root-cause
 * job that has seen some time of usual traffic and nothing else: whether the likeliest cause of the
 * incident that it tells is the service that was broken, and how long after.
 *
 * <p>Counts as right at once what the incident's first record says, and as right in the end what
 * its last one says when the fault is taken back. No incident by then is a miss.
 */
@AutoService(Bench.class)
public final class FaultsBench implements Bench {

  private static final long USUAL_SECONDS = 75;
  private static final Duration BROKEN = Duration.ofSeconds(75);

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public String description() {
    return "the shop broken in five ways: cause found, seconds to the incident; size: seconds of"
        + " usual traffic";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    Duration usual = Duration.ofSeconds(settings.size() > 0 ? settings.size() : USUAL_SECONDS);
    double[] first = new double[settings.runs()];
    double[] last = new double[settings.runs()];
    List<Double> seconds = new ArrayList<>();
    try (WatchedShop shop =
        new WatchedShop(
            StackOptions.in(Files.createTempDirectory("logstream-bench-"))
                .withPorts(Ports.free()))) {
      progress.println("faults: opening the shop");
      shop.open();
      Shopkeeping keeper = shop.keeper();
      for (int run = 0; run < settings.runs(); run++) {
        for (ShopFault fault : ShopFault.values()) {
          Verdict verdict = verdict(shop.stack(), keeper, fault, run, usual);
          progress.printf("faults: run %d: %s%n", run + 1, verdict);
          first[run] += verdict.rightAtOnce() ? 1.0 / ShopFault.values().length : 0;
          last[run] += verdict.rightInTheEnd() ? 1.0 / ShopFault.values().length : 0;
          if (verdict.isTold()) {
            seconds.add(verdict.seconds());
          }
        }
      }
    }
    results.add(Measurement.alone(name(), "cause_at_1", last));
    results.add(Measurement.alone(name(), "cause_at_1_in_first_record", first));
    if (!seconds.isEmpty()) {
      results.add(
          Measurement.alone(
              name(),
              "incident_after_s",
              seconds.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  private static Verdict verdict(
      Stack stack, Shopkeeping keeper, ShopFault fault, int run, Duration usual) throws Exception {
    try (RootCauseWatch watch = RootCauseWatch.begin(stack, fault.name() + "-" + run)) {
      int alarms = watch.follow(usual).size();
      Instant begin = Instant.now();
      fault.begin(keeper);
      List<RootCauseWatch.Told> told = watch.follow(BROKEN);
      fault.end(keeper);
      return Verdict.of(fault, begin, alarms, told);
    }
  }
}
