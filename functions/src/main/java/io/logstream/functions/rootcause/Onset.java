package io.logstream.functions.rootcause;

/**
 * Where in a window a rate changed, and how surely: the generalised likelihood ratio test for a
 * change point of a Bernoulli rate (Basseville and Nikiforov, <em>Detection of Abrupt Changes</em>,
 * 1993, section 2.4), what lies before the change pooled with the baseline.
 *
 * @param nats the log-likelihood ratio of <em>changed here</em> against <em>never changed</em>
 * @param effect by how much the rate changed at least: the difference less one standard error, 0 to
 *     1
 * @param bucket the first of the window's buckets after the change
 * @param before the rate of the baseline and of the window before the change
 * @param after the rate after it
 * @param seenBefore how much the window itself had seen before the change
 */
record Onset(
    double nats, double effect, int bucket, double before, double after, double seenBefore) {

  static final Onset NONE = new Onset(0, 0, 0, 0, 0, 0);

  /** Rates within the window. */
  static final class Counts {

    private final double[] tries;
    private final double[] hits;
    private double allTries;
    private double allHits;

    Counts(int buckets) {
      tries = new double[buckets];
      hits = new double[buckets];
    }

    void add(int bucket, double weight, boolean isHit) {
      tries[bucket] += weight;
      allTries += weight;
      if (isHit) {
        hits[bucket] += weight;
        allHits += weight;
      }
    }
  }

  /**
   * The most telling change.
   *
   * @param isRise whether the rate is to have risen; fallen else
   */
  static Onset find(Counts window, double baselineHits, double baselineTries, boolean isRise) {
    Onset best = NONE;
    double tries = 0;
    double hits = 0;
    for (int i = 0; i < window.tries.length; i++) {
      if (window.tries[i] > 0) {
        Onset onset =
            at(
                i,
                window.allTries - tries,
                window.allHits - hits,
                baselineTries + tries,
                baselineHits + hits,
                tries,
                isRise);
        if (onset.nats * onset.effect > best.nats * best.effect) {
          best = onset;
        }
      }
      tries += window.tries[i];
      hits += window.hits[i];
    }
    return best;
  }

  private static Onset at(
      int bucket, double n1, double k1, double n0, double k0, double seenBefore, boolean isRise) {
    // Krichevsky and Trofimov's estimate: half a hit and half a miss more than was seen.
    double before = (k0 + 0.5) / (n0 + 1);
    double after = (k1 + 0.5) / (n1 + 1);
    double change = isRise ? after - before : before - after;
    if (change <= 0 || n0 <= 0 || n1 < 0.5) {
      return NONE;
    }
    double pooled = (k0 + k1 + 0.5) / (n0 + n1 + 1);
    double nats =
        logLikelihood(n1, k1, k1 / n1)
            + logLikelihood(n0, k0, k0 / n0)
            - logLikelihood(n1, k1, pooled)
            - logLikelihood(n0, k0, pooled);
    double error = Math.sqrt(after * (1 - after) / (n1 + 1) + before * (1 - before) / (n0 + 1));
    return new Onset(
        Math.max(0, nats), Math.max(0, change - error), bucket, before, after, seenBefore);
  }

  private static double logLikelihood(double n, double k, double rate) {
    double p = Math.min(Math.max(rate, 1e-9), 1 - 1e-9);
    return k * Math.log(p) + (n - k) * Math.log(1 - p);
  }
}
