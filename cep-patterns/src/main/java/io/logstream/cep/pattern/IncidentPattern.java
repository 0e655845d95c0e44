package io.logstream.cep.pattern;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A temporal pattern that tells of an incident.
 *
 * @param id unique among the patterns
 * @param title one line; {@code {step.field}} stands for a field of a step's first event, {@code
 *     {key}} for the key
 * @param severity of a match
 * @param fault what a match tells of
 * @param key what its events have in common
 * @param within from the first event to the last; nothing is kept for longer
 * @param steps in their order
 * @param blame the step whose service is the cause; empty where it is the key
 * @param explanation why the events mean it; with fields as in the title
 * @param runbook a link
 */
public record IncidentPattern(
    String id,
    String title,
    Severity severity,
    Fault fault,
    Key key,
    Duration within,
    List<Step> steps,
    String blame,
    String explanation,
    String runbook)
    implements Serializable {

  /** What stands for a field in a title or an explanation. */
  public static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  public IncidentPattern {
    steps = List.copyOf(steps);
  }

  /**
   * Whether it must see every event of its key, those that are of no step too: what stands between
   * two events matters to {@link Step.Order#NEXT}.
   */
  public boolean isStrict() {
    return steps.stream().skip(1).anyMatch(step -> step.order() == Step.Order.NEXT);
  }

  /** The fields of events that its conditions, its title and its explanation ask for. */
  public Set<String> fields() {
    Set<String> fields = new HashSet<>();
    steps.forEach(step -> fields.addAll(step.fields()));
    for (String text : List.of(title, explanation)) {
      Matcher placeholder = PLACEHOLDER.matcher(text);
      while (placeholder.find()) {
        String name = placeholder.group(1);
        fields.add(name.substring(name.indexOf('.') + 1));
      }
    }
    return fields;
  }
}
