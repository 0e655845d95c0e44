package io.logstream.jobs.sql;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.graph.EdgeHealth;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code EDGE_HEALTH(calls, errors, p95_ms, usual_calls, usual_errors, usual_p95_ms)}: how well an
 * edge does, 1 is well and 0 is down, by {@link EdgeHealth} of a minute's figures beside those of
 * the hour that the minute belongs to.
 */
public final class EdgeHealthOf extends ScalarFunction {

  private static final long serialVersionUID = 1L;
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;
  private static final long NANOS = 1_000_000_000L;

  public Double eval(
      Long calls, Long errors, Double p95, Long usualCalls, Long usualErrors, Double usualP95) {
    if (calls == null || errors == null || usualCalls == null || usualErrors == null) {
      return null;
    }
    return EdgeHealth.of(
            window(MINUTE, calls, errors, p95), window(HOUR, usualCalls, usualErrors, usualP95))
        .score();
  }

  private static Dependency window(long seconds, long calls, long errors, Double p95) {
    return new Dependency(
        "",
        "",
        ServiceCall.Kind.SERVICE,
        (HOUR - seconds) * NANOS,
        HOUR * NANOS,
        calls,
        errors,
        p95 == null ? Latency.UNKNOWN : new Latency(p95, p95, p95),
        Latency.UNKNOWN,
        ServiceCall.UNKNOWN,
        (double) calls / seconds);
  }
}
