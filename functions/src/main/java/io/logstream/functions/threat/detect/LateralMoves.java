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
import java.util.Set;

/**
 * An inside host that gets through to several inside hosts by protocols of administration (SSH,
 * RDP, SMB, WinRM, RPC) that it did not administer before: new pairs, after a time of learning, or
 * within its first hour more than a client has use for.
 */
public final class LateralMoves implements Detector<KnownHosts> {

  private static final Set<Integer> ADMINISTRATION = Set.of(22, 135, 445, 3389, 5985, 5986);

  private final int fewestHosts;
  private final long learning;

  public LateralMoves(Thresholds thresholds) {
    fewestHosts = thresholds.count("lateral.hosts");
    learning = thresholds.nanos("lateral.learning");
  }

  @Override
  public String name() {
    return Kind.LATERAL_MOVEMENT.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    return Traffic.isConnection(flow)
            && flow.state() == Flow.State.ESTABLISHED
            && ADMINISTRATION.contains(flow.destination().port())
            && Traffic.isInternal(flow.source().ip())
            && Traffic.isInternal(flow.destination().ip())
        ? "all"
        : null;
  }

  @Override
  public KnownHosts create() {
    return new KnownHosts();
  }

  @Override
  public KnownHosts read(DataInput in) throws IOException {
    return KnownHosts.read(in);
  }

  @Override
  public void add(KnownHosts state, Flow flow, Findings findings) {
    String host = flow.destination().ip() + "|" + flow.destination().port();
    if (!state.add(host, flow)) {
      return;
    }
    boolean isLearnt = flow.start() - state.since() >= learning;
    int fresh = state.newWithin(flow.start() - Traffic.HOUR);
    int limit = isLearnt ? fewestHosts : 3 * fewestHosts;
    if (fresh < limit) {
      return;
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("new_hosts", (double) fresh);
    parts.put("known_hosts", (double) (state.size() - fresh));
    findings.report(
        new Finding(
            Kind.LATERAL_MOVEMENT,
            Subject.of(flow.source().ip(), "", flow.destination().port()),
            Traffic.clamp((isLearnt ? 0.6 : 0.4) + Math.log((double) fresh / limit) / 4),
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "%d hosts administered for the first time within an hour%s"
                .formatted(fresh, isLearnt ? "" : ", nothing known of it before")));
  }

  @Override
  public long retentionNanos() {
    return 14 * Traffic.DAY;
  }
}
