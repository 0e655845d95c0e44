package io.logstream.functions.threat.sigma;

import io.logstream.functions.event.Flow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Rules by the traffic that they are about. Immutable. */
public final class SigmaRules {

  /** No rules at all. */
  public static final SigmaRules NONE = new SigmaRules(List.of());

  private final Map<Flow.Layer, List<SigmaRule>> byLayer = new EnumMap<>(Flow.Layer.class);

  public SigmaRules(Collection<SigmaRule> rules) {
    for (SigmaRule rule : rules) {
      byLayer.computeIfAbsent(rule.source().layer(), l -> new ArrayList<>()).add(rule);
    }
  }

  /** Whether any rule may match the flow: none is about other traffic. */
  public boolean concern(Flow flow) {
    return byLayer.containsKey(flow.layer());
  }

  /** The rules that the flow matches. */
  public List<SigmaRule> matches(Flow flow) {
    List<SigmaRule> matches = new ArrayList<>(1);
    for (SigmaRule rule : byLayer.getOrDefault(flow.layer(), List.of())) {
      if (rule.matches(flow)) {
        matches.add(rule);
      }
    }
    return matches;
  }
}
