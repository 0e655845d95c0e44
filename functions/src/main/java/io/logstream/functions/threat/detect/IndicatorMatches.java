package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.Indicators;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Flows from or to what a list of indicators names. A refused one counts less than a used one. */
public final class IndicatorMatches implements Detector<Longest> {

  private final Indicators indicators;

  public IndicatorMatches(Indicators indicators) {
    this.indicators = indicators;
  }

  @Override
  public String name() {
    return Kind.INDICATOR.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    return indicators.match(flow).map(Indicator::value).orElse(null);
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
    state.add(flow);
    long many = state.evidence().count();
    Indicator indicator = indicators.match(flow).orElse(null);
    if (indicator == null || Long.bitCount(many) != 1) {
      return;
    }
    boolean isUsed = flow.state() == Flow.State.ESTABLISHED && flow.layer() != Flow.Layer.DNS;
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("got_through", isUsed ? 1.0 : 0.0);
    parts.put("flows", (double) many);
    boolean isName = indicator.type() == Indicator.Type.DOMAIN;
    findings.report(
        new Finding(
            Kind.INDICATOR,
            Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
                .withDomain(isName ? indicator.value() : flow.names().wanted()),
            isUsed ? 0.95 : 0.7,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            many,
            state.evidence().ids(),
            parts,
            "%s is on list %s".formatted(indicator.value(), indicator.source())));
  }

  @Override
  public long retentionNanos() {
    return Traffic.DAY;
  }
}
