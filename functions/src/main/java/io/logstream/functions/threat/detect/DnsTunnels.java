package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.DomainName;
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
 * Data carried in the names that are asked for under one registered domain: many different names,
 * long and without pattern. What counts is the information that they hold: the length of each new
 * name times the entropy of its characters (Shannon), in bytes.
 *
 * <p>Black lists asked by DNS and content networks have many names too, but short ones.
 */
public final class DnsTunnels implements Detector<NamesAsked> {

  private static final double SHORT = 12;
  private static final double LONG = 36;

  private final int fewestNames;
  private final double fewestBytes;
  private final long window;

  public DnsTunnels(Thresholds thresholds) {
    fewestNames = thresholds.count("tunnel.subdomains");
    fewestBytes = thresholds.number("tunnel.bytes");
    window = thresholds.nanos("tunnel.window");
  }

  @Override
  public String name() {
    return Kind.DNS_TUNNEL.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (flow.layer() != Layer.DNS || flow.names().question().isEmpty()) {
      return null;
    }
    DomainName name = DomainName.of(flow.names().question());
    boolean isPlain =
        name.isReverse() || name.subdomain().isEmpty() || name.suffix().equals("local");
    return isPlain ? null : name.registered();
  }

  @Override
  public NamesAsked create() {
    return new NamesAsked();
  }

  @Override
  public NamesAsked read(DataInput in) throws IOException {
    return NamesAsked.read(in);
  }

  @Override
  public void add(NamesAsked state, Flow flow, Findings findings) {
    DomainName name = DomainName.of(flow.names().question());
    boolean isNew = state.add(name.subdomain().replace(".", ""), flow, window);
    if (!isNew || state.distinct() < fewestNames || state.bytes() < fewestBytes) {
      return;
    }
    double length = state.characters() / state.distinct();
    double longness = Traffic.clamp((length - SHORT) / (LONG - SHORT));
    double volume = Traffic.clamp(0.4 + Math.log10(state.bytes() / fewestBytes) / 2);
    double score = Math.sqrt(longness * volume);
    if (score < 0.4 || !state.evidence().isNews(state.distinct())) {
      return;
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("names", (double) state.distinct());
    parts.put("mean_length", length);
    parts.put("bytes", state.bytes());
    findings.report(
        new Finding(
            Kind.DNS_TUNNEL,
            Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
                .withDomain(name.registered()),
            score,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "%d different names of %.0f characters under one domain, %.0f bytes of information"
                .formatted(state.distinct(), length, state.bytes())));
  }

  @Override
  public long retentionNanos() {
    return window;
  }
}
