package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How well an edge does, against its own past: the last minute beside the last hour.
 *
 * <p>The score is 1 − the worst of three, each 0 to 1:
 *
 * <ul>
 *   <li>errors: the share of failed calls beyond the hour's, a half counts as 1, if it is no chance
 *       by a one-sided z-test at {@value #SIGMAS} sigma;
 *   <li>latency: the binary logarithm of the 95th percentile's growth, eightfold counts as 1; a
 *       growth of less than twice counts as none;
 *   <li>silence: the share of the expected calls that did not come, if at least {@value #EXPECTED}
 *       were expected and fewer than half came.
 * </ul>
 *
 * @param score 1 is well, 0 is down
 * @param reasons in words, with the numbers; empty where all is as before
 */
public record EdgeHealth(double score, List<String> reasons) {

  /** As before. */
  public static final EdgeHealth WELL = new EdgeHealth(1, List.of());

  /** Below it an edge or a node is degraded. */
  public static final double DEGRADED = 0.8;

  private static final double SIGMAS = 3;
  private static final double ERRORS = 0.05;
  private static final double ERRORS_OF_ALL = 0.5;
  private static final double GROWTH = 2;
  private static final double GROWTH_OF_ALL = 8;
  private static final long FEWEST = 10;
  private static final double EXPECTED = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  public EdgeHealth {
    reasons = List.copyOf(reasons);
  }

  /** Whether it does worse than usual. */
  public boolean isDegraded() {
    return score < DEGRADED;
  }

  /**
   * The health of an edge.
   *
   * @param now the last minute
   * @param usual the last hour, or what there is of it
   */
  public static EdgeHealth of(Dependency now, Dependency usual) {
    List<String> reasons = new ArrayList<>();
    double worst = Math.max(errors(now, usual, reasons), latency(now, usual, reasons));
    worst = Math.max(worst, silence(now, usual, reasons));
    return reasons.isEmpty() ? WELL : new EdgeHealth(1 - Math.min(1, worst), reasons);
  }

  private static double errors(Dependency now, Dependency usual, List<String> reasons) {
    long calls = usual.calls() - now.calls();
    long errors = usual.errors() - now.errors();
    // With one failed call more than there were, a share of none is not taken for certain.
    double before = calls <= 0 ? 0 : (errors + 1.0) / (calls + 2.0);
    double more = now.errorShare() - before;
    double sigma = Math.sqrt(before * (1 - before) / Math.max(1, now.calls()));
    if (now.errors() < 3 || more < ERRORS || calls > 0 && more < SIGMAS * sigma) {
      return 0;
    }
    reasons.add(
        text(
            "%.0f %% of %d calls fail, %.1f %% before",
            100 * now.errorShare(), now.calls(), calls <= 0 ? 0 : 100.0 * errors / calls));
    return more / ERRORS_OF_ALL;
  }

  private static double latency(Dependency now, Dependency usual, List<String> reasons) {
    double growth = now.latency().p95() / usual.latency().p95();
    // The hour holds the minute: where it is most of the hour there is no before to compare with.
    if (now.calls() < FEWEST || usual.calls() < 2 * now.calls() || !(growth >= GROWTH)) {
      return 0;
    }
    reasons.add(
        text(
            "95 %% of calls take up to %.0f ms, %.0f ms in the hour",
            now.latency().p95(), usual.latency().p95()));
    return Math.log(growth) / Math.log(GROWTH_OF_ALL);
  }

  private static double silence(Dependency now, Dependency usual, List<String> reasons) {
    double seconds = (now.end() - now.start()) / NANOS_PER_SECOND;
    double expected = usual.rate() * seconds;
    if (expected < EXPECTED || now.calls() >= expected / 2) {
      return 0;
    }
    reasons.add(text("%d calls where %.0f were to be expected", now.calls(), expected));
    return 1 - now.calls() / expected;
  }

  private static String text(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
