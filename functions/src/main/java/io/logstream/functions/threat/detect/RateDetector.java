package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds what is one too many of a thing in ten minutes. The score is ½ at the limit and 1 at ten
 * times the limit.
 */
abstract class RateDetector implements Detector<Rate> {

  static final int MINUTES = 10;

  private final Kind kind;
  private final int limit;
  private final String what;

  /**
   * @param limit how many in ten minutes are too many
   * @param what they are, for the explanation
   */
  RateDetector(Kind kind, int limit, String what) {
    this.kind = kind;
    this.limit = limit;
    this.what = what;
  }

  /** Whom the claim is about. */
  abstract Subject subject(Flow flow);

  @Override
  public String name() {
    return kind.id();
  }

  @Override
  public Rate create() {
    return new Rate();
  }

  @Override
  public Rate read(DataInput in) throws IOException {
    return Rate.read(in);
  }

  @Override
  public void add(Rate state, Flow flow, Findings findings) {
    state.add(flow, Traffic.isFailed(flow), subject(flow));
    int many = state.last(MINUTES);
    if (many >= limit && state.evidence().isNews(many)) {
      Map<String, Double> parts = new LinkedHashMap<>();
      parts.put("in_ten_minutes", (double) many);
      parts.put("limit", (double) limit);
      parts.put("unanswered", (double) state.lastMarked(MINUTES));
      findings.report(
          new Finding(
              kind,
              state.subject(),
              Traffic.clamp(0.5 + Math.log10((double) many / limit) / 2),
              state.evidence().firstSeen(),
              state.evidence().lastSeen(),
              state.evidence().count(),
              state.evidence().ids(),
              parts,
              "%d %s within ten minutes".formatted(many, what)));
    }
  }

  @Override
  public long retentionNanos() {
    return Traffic.HOUR;
  }
}
