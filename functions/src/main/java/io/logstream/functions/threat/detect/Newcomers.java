package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the network never saw before and one source alone uses: a destination's name ({@code
 * RARE_DOMAIN}) or a client's fingerprint, TLS or user agent ({@code RARE_CLIENT}). Little by
 * itself, much beside a beacon. Silent until traffic was observed for the time of learning.
 */
public final class Newcomers implements Detector<FirstSeen> {

  private static final int FEWEST_USES = 3;

  private final Kind kind;
  private final long learning;

  /** Newcomers of a kind: {@code RARE_DOMAIN} or {@code RARE_CLIENT}. */
  public Newcomers(Kind kind, Thresholds thresholds) {
    this.kind = kind;
    learning = thresholds.nanos("rare.learning");
  }

  @Override
  public String name() {
    return kind.id();
  }

  @Override
  public Scope scope() {
    return kind == Kind.RARE_DOMAIN ? Scope.NAME : Scope.CLIENT;
  }

  @Override
  public String keyOrNull(Flow flow) {
    boolean isOfNames = flow.layer() == Layer.HTTP || flow.layer() == Layer.TLS;
    return isOfNames && !scope().partition(flow).isEmpty() ? "all" : null;
  }

  @Override
  public FirstSeen create() {
    return new FirstSeen();
  }

  @Override
  public FirstSeen read(DataInput in) throws IOException {
    return FirstSeen.read(in);
  }

  @Override
  public void add(FirstSeen state, Flow flow, Findings findings) {
    state.add(flow);
  }

  @Override
  public void evaluate(FirstSeen state, Period observed, Findings findings) {
    boolean isLearnt = state.evidence().firstSeen() - observed.from() >= learning;
    if (!isLearnt || state.sources() != 1 || state.evidence().count() < FEWEST_USES) {
      return;
    }
    if (!state.report()) {
      return;
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("sources", 1.0);
    parts.put("uses", (double) state.evidence().count());
    findings.report(
        new Finding(
            kind,
            state.subject(),
            0.6,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            (kind == Kind.RARE_DOMAIN ? "name" : "client \"" + state.client() + "\"")
                + " that was never seen before and one source alone uses"));
  }

  @Override
  public long retentionNanos() {
    return 30 * Traffic.DAY;
  }
}
