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
 * A source that goes through the addresses of one /24, whether they answer or not: by ping, or on
 * any port.
 */
public final class Sweeps implements Detector<Contacts> {

  private final int fewestHosts;
  private final long window;

  public Sweeps(Thresholds thresholds) {
    fewestHosts = thresholds.count("sweep.hosts");
    window = thresholds.nanos("sweep.window");
  }

  @Override
  public String name() {
    return Kind.HOST_SWEEP.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (!Traffic.isConnection(flow) || !Traffic.isUnicast(flow)) {
      return null;
    }
    int dot = flow.destination().ip().lastIndexOf('.');
    return dot > 0 && !Traffic.isDiscoveryAnswer(flow)
        ? flow.destination().ip().substring(0, dot)
        : null;
  }

  @Override
  public Contacts create() {
    return new Contacts();
  }

  @Override
  public Contacts read(DataInput in) throws IOException {
    return Contacts.read(in);
  }

  @Override
  public void add(Contacts state, Flow flow, Findings findings) {
    String destination = flow.destination().ip();
    String block = destination.substring(0, destination.lastIndexOf('.')) + ".0";
    boolean isNews = state.add(destination, flow, Subject.of(flow.source().ip(), block, 0));
    if (!isNews || state.size() < fewestHosts) {
      return;
    }
    state.forget(flow.start() - window);
    if (state.size() >= fewestHosts && state.evidence().isNews(state.size())) {
      Map<String, Double> parts = new LinkedHashMap<>();
      parts.put("hosts", (double) state.size());
      parts.put("failed", (double) state.failed());
      findings.report(
          new Finding(
              Kind.HOST_SWEEP,
              state.subject(),
              Traffic.clamp(0.5 + (double) state.size() / 512),
              state.evidence().firstSeen(),
              state.evidence().lastSeen(),
              state.evidence().count(),
              state.evidence().ids(),
              parts,
              "%d hosts of %s/24 within %s"
                  .formatted(state.size(), block, Traffic.duration(window))));
    }
  }

  @Override
  public long retentionNanos() {
    return window;
  }
}
