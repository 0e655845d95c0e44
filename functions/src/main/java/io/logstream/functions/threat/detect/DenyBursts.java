package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Verdict;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;

/** A source that a firewall or a proxy keeps refusing. */
public final class DenyBursts extends RateDetector {

  public DenyBursts(Thresholds thresholds) {
    super(Kind.DENY_BURST, thresholds.count("deny.connections"), "connections refused by policy");
  }

  @Override
  public String keyOrNull(Flow flow) {
    return flow.verdict() == Verdict.DENIED
            && Traffic.countsOnce(flow)
            && Traffic.isUnicast(flow)
            && !Traffic.isDiscoveryAnswer(flow)
        ? "all"
        : null;
  }

  @Override
  Subject subject(Flow flow) {
    return Subject.of(flow.source().ip());
  }
}
