package io.logstream.functions.impact;

import java.util.Collection;

/** How good predictions were, against what happened. */
public final class Accuracy {

  /**
   * A prediction and what came.
   *
   * @param probability predicted
   * @param happened what came
   */
  public record Outcome(double probability, boolean happened) {}

  private Accuracy() {}

  /**
   * The area under the ROC curve: the chance that something that happened was held likelier than
   * something that did not, ties half (Mann and Whitney 1947).
   *
   * @return 0 to 1; NaN unless some happened and some did not
   */
  public static double areaUnderCurve(Collection<Outcome> outcomes) {
    double[] yes = probabilities(outcomes, true);
    double[] no = probabilities(outcomes, false);
    double wins = 0;
    for (double happened : yes) {
      for (double other : no) {
        wins += happened > other ? 1 : happened == other ? 0.5 : 0;
      }
    }
    return yes.length == 0 || no.length == 0 ? Double.NaN : wins / yes.length / no.length;
  }

  /**
   * The mean squared difference of probability and outcome (Brier 1950): 0 is perfect, .25 is what
   * "one half" always gets.
   *
   * @return NaN without outcomes
   */
  public static double brierScore(Collection<Outcome> outcomes) {
    return outcomes.stream()
        .mapToDouble(outcome -> outcome.probability() - (outcome.happened() ? 1 : 0))
        .map(difference -> difference * difference)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] probabilities(Collection<Outcome> outcomes, boolean happened) {
    return outcomes.stream()
        .filter(outcome -> outcome.happened() == happened)
        .mapToDouble(Outcome::probability)
        .toArray();
  }
}
