package io.logstream.functions.threat.sigma;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Finding.Rule;
import java.util.List;
import java.util.Map;

/**
 * A rule, ready to be matched. Immutable.
 *
 * @param rule what an alert says of it
 * @param source the traffic that it is about
 * @param selections its search identifiers
 * @param conditions any of which makes it match
 */
public record SigmaRule(
    Rule rule, SigmaSource source, Map<String, Selection> selections, List<Condition> conditions) {

  /** Whether a flow matches. */
  public boolean matches(Flow flow) {
    if (!source.has(flow)) {
      return false;
    }
    for (Condition condition : conditions) {
      if (condition.holds(name -> selections.get(name).matches(flow))) {
        return true;
      }
    }
    return false;
  }
}
