package io.logstream.bench.rootcause;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the job made of one fault.
 *
 * @param alarms records of incidents in the time before the fault
 * @param seconds from the fault to the first record of an incident; NaN where none came
 * @param first the likeliest cause by the first record; empty where none came
 * @param last by the last one
 */
record Verdict(ShopFault fault, int alarms, double seconds, String first, String last) {

  static Verdict of(ShopFault fault, Instant begin, int alarms, List<RootCauseWatch.Told> told) {
    if (told.isEmpty()) {
      return new Verdict(fault, alarms, Double.NaN, "", "");
    }
    RootCauseWatch.Told first = told.get(0);
    return new Verdict(
        fault,
        alarms,
        Duration.between(begin, first.at()).toMillis() / 1000.0,
        first.cause(),
        told.get(told.size() - 1).cause());
  }

  boolean isTold() {
    return !first.isEmpty();
  }

  boolean rightAtOnce() {
    return first.equals(fault.service);
  }

  boolean rightInTheEnd() {
    return last.equals(fault.service);
  }

  @Override
  public String toString() {
    return "%s of %s: %s%s"
        .formatted(
            fault,
            fault.service,
            isTold()
                ? "incident after %.1f s, %s at first, %s in the end"
                    .formatted(seconds, first, last)
                : "no incident",
            alarms > 0 ? "; " + alarms + " records before it" : "");
  }
}
