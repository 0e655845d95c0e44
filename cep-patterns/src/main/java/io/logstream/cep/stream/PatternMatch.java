package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;

/**
 * A match of a pattern. A plain object with public fields so that Flink serializes it without Kryo.
 */
public final class PatternMatch {

  /** Fields of which the first that an event has is its text. */
  private static final List<String> TEXTS =
      List.of("message", "change.description", "alert.explanation", "anomaly.location");

  /** Fields that a match tells of, whatever its pattern. */
  static final Set<String> FIELDS =
      Set.of(
          "type",
          "service.name",
          "message",
          "change.description",
          "alert.explanation",
          "anomaly.location");

  private static final int SHOWN = 240;

  /** Events that are told of one match. */
  private static final int MOST_EVENTS = 64;

  /** The same for the same events: a replay finds the same match. */
  public String id = "";

  public String pattern = "";
  public String title = "";
  public String severity = "";
  public String fault = "";

  /** What the events have in common: a service, a host, a trace or an address. */
  public String key = "";

  /** The service that is to blame; empty where the pattern is not about services. */
  public String service = "";

  /** Of the first and the last event, milliseconds since the epoch. */
  public long start;

  public long end;
  public String explanation = "";
  public String runbook = "";

  /** Of each event: the step that it is, its id, its time, its text. */
  public String[] steps = {};

  public String[] evidence = {};
  public long[] times = {};
  public String[] texts = {};

  /** For Flink. */
  public PatternMatch() {}

  /** The match of these events. */
  static PatternMatch of(
      IncidentPattern pattern, String key, Map<String, List<PatternEvent>> events) {
    PatternMatch match = new PatternMatch();
    match.pattern = pattern.id();
    match.severity = word(pattern.severity());
    match.fault = word(pattern.fault());
    match.key = key;
    match.runbook = pattern.runbook();
    match.title = rendered(pattern.title(), key, events);
    match.explanation = rendered(pattern.explanation(), key, events);
    match.service = service(pattern, key, events);
    int size = Math.min(MOST_EVENTS, events.values().stream().mapToInt(List::size).sum());
    match.steps = new String[size];
    match.evidence = new String[size];
    match.times = new long[size];
    match.texts = new String[size];
    match.start = Long.MAX_VALUE;
    match.end = Long.MIN_VALUE;
    StringBuilder identity = new StringBuilder(pattern.id()).append('\n').append(key);
    int i = 0;
    for (Step step : pattern.steps()) {
      for (PatternEvent event : events.getOrDefault(step.name(), List.of())) {
        identity.append('\n').append(event.id).append(event.time);
        match.start = Math.min(match.start, event.time);
        match.end = Math.max(match.end, event.time);
        if (i < size) {
          match.steps[i] = step.name();
          match.evidence[i] = event.id;
          match.times[i] = event.time;
          match.texts[i] = text(event);
          i++;
        }
      }
    }
    match.id =
        UUID.nameUUIDFromBytes(identity.toString().getBytes(StandardCharsets.UTF_8)).toString();
    return match;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String service(
      IncidentPattern pattern, String key, Map<String, List<PatternEvent>> events) {
    if (!pattern.blame().isEmpty()) {
      return events.get(pattern.blame()).get(0).field("service.name");
    }
    return switch (pattern.key()) {
      case SERVICE -> key;
      case HOST, TRACE -> events.get(pattern.steps().get(0).name()).get(0).field("service.name");
      case ADDRESS -> "";
    };
  }

  private static String text(PatternEvent event) {
    for (String field : TEXTS) {
      String text = event.field(field);
      if (!text.isEmpty()) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + '…' : line;
      }
    }
    return event.field("type");
  }

  private static String rendered(
      String template, String key, Map<String, List<PatternEvent>> events) {
    Matcher matcher = IncidentPattern.PLACEHOLDER.matcher(template);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = key;
      if (!name.equals("key")) {
        String[] parts = name.split("\\.", 2);
        List<PatternEvent> of = events.getOrDefault(parts[0], List.of());
        value = of.isEmpty() || parts.length < 2 ? "" : of.get(0).field(parts[1]);
      }
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(value.isEmpty() ? "(unknown)" : value));
    }
    return matcher.appendTail(text).toString();
  }
}
