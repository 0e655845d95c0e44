package io.logstream.functions.impact;

import io.logstream.functions.event.Change;
import java.util.HashMap;
import java.util.Map;

/**
 * How earlier changes went: of a service, of a kind, and how good the predictions were.
 *
 * <p>The chance that a change does harm starts from what is usual of its kind and moves with what
 * this service's changes did: the mean of a Beta distribution whose prior weighs {@value #PRIOR}
 * changes.
 */
public final class History {

  private static final double PRIOR = 8;

  private final Map<String, int[]> byService = new HashMap<>();
  private double brierSum;
  private long predictions;

  /**
   * Adds how a change went.
   *
   * @param isHarmful whether any service moved
   */
  public void add(String service, boolean isHarmful) {
    int[] counts = byService.computeIfAbsent(service, name -> new int[2]);
    counts[0]++;
    counts[1] += isHarmful ? 1 : 0;
  }

  /** Adds the Brier score of so many predictions. */
  public void addScore(double brier, int count) {
    brierSum += brier * count;
    predictions += count;
  }

  /** Changes of the service that were seen to their end. */
  public int changes(String service) {
    return byService.getOrDefault(service, new int[2])[0];
  }

  /** How many of them did harm. */
  public int harmful(String service) {
    return byService.getOrDefault(service, new int[2])[1];
  }

  /** The chance that a change does harm, before anything is known of it. */
  public double harm(Change.Kind kind, String service) {
    return (PRIOR * usual(kind) + harmful(service)) / (PRIOR + changes(service));
  }

  /**
   * What is assumed before any was seen: about one deploy in eight fails in the surveys of the
   * trade; a change without new code does less often.
   */
  static double usual(Change.Kind kind) {
    return switch (kind) {
      case DEPLOY, CONFIG -> 0.125;
      case FLAG, ROLLBACK -> 0.08;
      case SCALE, RESTART -> 0.05;
    };
  }

  /** The Brier score over all predictions; NaN before the first. */
  public double brier() {
    return predictions == 0 ? Double.NaN : brierSum / predictions;
  }

  /** Predictions that were compared with what happened. */
  public long predictions() {
    return predictions;
  }
}
