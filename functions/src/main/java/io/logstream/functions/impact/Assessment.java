package io.logstream.functions.impact;

import io.logstream.functions.event.Change;
import java.util.List;
import java.util.Map;

/**
 * What a change is expected to do. Its JSON is {@link AssessmentJson}'s, its schema {@code
 * schema/change-impact.v1.json}.
 *
 * @param change the change
 * @param risk 0 to 1: the chance of harm times the share of all requests that need the service
 * @param harm the chance that it does harm
 * @param parts the factors that harm is the product of the odds of, by name; 1 changes nothing
 * @param criticality share of the requests that enter the system which need the service, 0 to 1
 * @param affected all other services, the likeliest first
 * @param advice what follows, with the reason
 */
public record Assessment(
    Change change,
    double risk,
    double harm,
    Map<String, Double> parts,
    double criticality,
    List<Affected> affected,
    List<String> advice) {

  public Assessment {
    affected = List.copyOf(affected);
    advice = List.copyOf(advice);
  }

  /** The requests a second that are expected to fail or to be slow, where they enter. */
  public double expectedLoss() {
    return affected.stream().mapToDouble(Affected::requestsAtRisk).max().orElse(0);
  }
}
