package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection to the outside that stays open for hours: a remote shell or a tunnel, or a push
 * channel. The score is ½ at the limit and 1 at a day.
 */
public final class LongConnections implements Detector<Longest> {

  private final long limit;

  public LongConnections(Thresholds thresholds) {
    limit = thresholds.nanos("long_connection.duration");
  }

  @Override
  public String name() {
    return Kind.LONG_CONNECTION.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    return flow.layer() == Flow.Layer.CONNECTION
            && flow.duration() >= limit
            && flow.state() != Flow.State.ATTEMPTED
            && flow.state() != Flow.State.REJECTED
            && Traffic.isUnicast(flow)
            && !Traffic.isInternal(flow.destination().ip())
            && !Traffic.isInfrastructure(flow)
            && !flow.transport().contains("icmp")
        ? flow.destination().ip() + "|" + flow.destination().port()
        : null;
  }

  @Override
  public Longest create() {
    return new Longest();
  }

  @Override
  public Longest read(DataInput in) throws IOException {
    return Longest.read(in);
  }

  @Override
  public void add(Longest state, Flow flow, Findings findings) {
    if (!state.add(flow)) {
      return;
    }
    double hours = (double) flow.duration() / Traffic.HOUR;
    double limitHours = (double) limit / Traffic.HOUR;
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("hours", hours);
    parts.put("limit_hours", limitHours);
    double score =
        Traffic.clamp(
            0.5 + Math.log(hours / limitHours) / Math.log(24 / Math.min(12, limitHours)) / 2);
    findings.report(
        new Finding(
            Kind.LONG_CONNECTION,
            Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
                .withDomain(flow.names().wanted()),
            score,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "open for %s, %d bytes".formatted(Traffic.duration(flow.duration()), flow.bytes())));
  }

  @Override
  public long retentionNanos() {
    return Traffic.DAY;
  }
}
