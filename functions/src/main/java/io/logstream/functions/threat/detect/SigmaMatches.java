package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.sigma.SigmaRule;
import io.logstream.functions.threat.sigma.SigmaRules;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Flows that a Sigma rule matches. One claim for each rule and destination of a source, told at the
 * first match and whenever their number doubles.
 */
public final class SigmaMatches implements Detector<RuleHits> {

  private final SigmaRules rules;

  public SigmaMatches(SigmaRules rules) {
    this.rules = rules;
  }

  @Override
  public String name() {
    return Kind.SIGMA.id();
  }

  /** One state for all rules, since a flow may match several. */
  @Override
  public String keyOrNull(Flow flow) {
    return rules.concern(flow) && !rules.matches(flow).isEmpty() ? "all" : null;
  }

  @Override
  public RuleHits create() {
    return new RuleHits();
  }

  @Override
  public RuleHits read(DataInput in) throws IOException {
    return RuleHits.read(in);
  }

  @Override
  public void add(RuleHits state, Flow flow, Findings findings) {
    for (SigmaRule match : rules.matches(flow)) {
      Subject subject = subject(flow);
      Evidence evidence = state.add(match.rule().id(), subject, flow);
      if (Long.bitCount(evidence.count()) == 1) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("level", score(match.rule().level()));
        parts.put("flows", (double) evidence.count());
        findings.report(
            new Finding(
                Kind.SIGMA,
                subject,
                score(match.rule().level()),
                evidence.firstSeen(),
                evidence.lastSeen(),
                evidence.count(),
                evidence.ids(),
                parts,
                match.rule().title(),
                match.rule()));
      }
    }
  }

  private static Subject subject(Flow flow) {
    String name = flow.names().wanted().isEmpty() ? flow.names().question() : flow.names().wanted();
    return Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
        .withDomain(name);
  }

  /** In the middle of the severity that has the level's name. */
  private static double score(String level) {
    return switch (level) {
      case "critical" -> 0.95;
      case "high" -> 0.8;
      case "medium" -> 0.55;
      case "low" -> 0.2;
      default -> 0.05;
    };
  }

  @Override
  public long retentionNanos() {
    return Traffic.DAY;
  }
}
