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
 * Sources that each knock at a door or two of a host where nobody opens to anyone: one such flow
 * means nothing, so the decision is taken by host. Where many sources that got nowhere tried many
 * ports that are closed to all, the host is being probed, and each of them is part of it.
 *
 * <p>Knows nothing of who is inside or outside: a port is closed if nobody got through to it in the
 * window, a source got nowhere if it never got an answer from the host.
 */
public final class Probes implements Detector<Doors> {

  private final int fewestSources;
  private final int fewestPorts;
  private final long window;

  public Probes(Thresholds thresholds) {
    fewestSources = thresholds.count("probe.sources");
    fewestPorts = thresholds.count("probe.ports");
    window = thresholds.nanos("probe.window");
  }

  @Override
  public String name() {
    return Kind.PROBE.id();
  }

  @Override
  public Scope scope() {
    return Scope.DESTINATION;
  }

  @Override
  public String keyOrNull(Flow flow) {
    return Traffic.isConnection(flow)
            && Traffic.isUnicast(flow)
            && !Traffic.isDiscoveryAnswer(flow)
            && !flow.transport().equals("arp")
        ? "all"
        : null;
  }

  @Override
  public Doors create() {
    return new Doors();
  }

  @Override
  public Doors read(DataInput in) throws IOException {
    return Doors.read(in);
  }

  @Override
  public void add(Doors state, Flow flow, Findings findings) {
    state.add(flow);
  }

  @Override
  public void evaluate(Doors state, Period observed, Findings findings) {
    state.forget(observed.to() - window);
    Doors.Closed closed = state.closed();
    if (closed.sources() < fewestSources || closed.ports() < fewestPorts) {
      return;
    }
    state.forEachKnocker(
        (source, knocks) -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          parts.put("closed_ports_tried", (double) knocks.ports());
          parts.put("flows", (double) knocks.evidence().count());
          parts.put("sources_probing_the_host", (double) closed.sources());
          findings.report(
              new Finding(
                  Kind.PROBE,
                  Subject.of(source, state.host(), knocks.onlyPort()),
                  Traffic.clamp(0.4 + Math.log(knocks.ports()) / 5),
                  knocks.evidence().firstSeen(),
                  knocks.evidence().lastSeen(),
                  knocks.evidence().count(),
                  knocks.evidence().ids(),
                  parts,
                  ("%d closed port(s) tried in %d flow(s) without an answer; %d sources probe this"
                          + " host at %d closed ports")
                      .formatted(
                          knocks.ports(),
                          knocks.evidence().count(),
                          closed.sources(),
                          closed.ports())));
        });
  }

  @Override
  public long retentionNanos() {
    return window;
  }
}
