package io.logstream.functions.threat;

import io.logstream.functions.threat.Finding.Subject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a finding is worth, from 0 to 1: the certainty of its kind, times its score, times what is
 * known of the destination. One scale for all detectors, so that severity does not depend on which
 * of them spoke.
 */
final class Worth {

  private final int common;
  private final double chance;

  Worth(Thresholds thresholds) {
    common = thresholds.count("prevalence.common");
    chance = thresholds.number("beacon.chance");
  }

  /**
   * The factors of a finding's worth.
   *
   * @param users how many sources use the destination, the finding's own included
   */
  Map<String, Double> of(Finding finding, int users) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("certainty_of_kind", finding.kind().certainty());
    parts.put("score", finding.score());
    if (finding.kind().family() == Kind.Family.CONTROL) {
      // What many use is a service of many; a controlled host is one of few.
      if (users >= common) {
        parts.put("used_by_many", Math.max(0.3, (double) common / (users + common)));
      }
      if (finding.parts().getOrDefault("by_chance", 0.0) > chance) {
        parts.put("regular_as_by_chance", 0.5);
      }
      Subject subject = finding.subject();
      if (AddressScope.of(subject.destination()) == AddressScope.INTERNAL
          && finding.kind() != Kind.BEACON_PROXY) {
        parts.put("internal_destination", 0.5);
      }
    }
    return parts;
  }

  static double product(Map<String, Double> parts) {
    return parts.values().stream().reduce(1.0, (a, b) -> a * b);
  }
}
