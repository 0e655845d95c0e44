package io.logstream.cep.pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.cep.pattern.Step.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a pattern from YAML, or JSON, which is YAML. What a pattern may hold is in {@code
 * patterns/pattern.schema.json} and in {@code docs/patterns.md}.
 */
public final class PatternReader {

  /** Longer patterns are no patterns that a person reads. */
  private static final int MOST_STEPS = 16;

  /** Of one step. A partial match holds each of its events. */
  private static final int MOST_TIMES = 1_000;

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int LARGEST = 64 << 10;
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern TIMES = Pattern.compile("(\\d{1,4})(\\+|\\.\\.(\\d{1,4}))?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6}) ?(ms|s|m|h)");

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private PatternReader() {}

  /**
   * Reads a pattern.
   *
   * @param file what messages call it
   * @param text YAML
   */
  public static IncidentPattern read(String file, String text) throws PatternException {
    if (text.length() > LARGEST) {
      throw new PatternException(
          "%s: expected at most %d characters, found %d".formatted(file, LARGEST, text.length()));
    }
    JsonNode root;
    try {
      root = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new PatternException(
          "%s: expected YAML, found %s"
              .formatted(file, e.getMessage().lines().findFirst().orElse("none")),
          e);
    }
    return pattern(Node.of(file, root));
  }

  private static IncidentPattern pattern(Node node) throws PatternException {
    node.only(
        "id",
        "title",
        "severity",
        "fault",
        "key",
        "within",
        "steps",
        "blame",
        "explanation",
        "runbook");
    Key key = node.oneOf("key", Key.class);
    List<Node> list = node.list("steps", MOST_STEPS);
    List<Step> steps = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node item : list) {
      Step step = step(item, key, names);
      if (!names.add(step.name())) {
        throw item.problem("name", "a name that no step before has");
      }
      steps.add(step);
    }
    decidable(list, steps);
    String blame = node.textOr("blame", "");
    if (!blame.isEmpty()
        && steps.stream().noneMatch(s -> s.name().equals(blame) && !s.isAbsent())) {
      throw node.problem("blame", "the name of a step that is not absent");
    }
    IncidentPattern pattern =
        new IncidentPattern(
            node.word("id", WORD),
            node.text("title"),
            node.oneOf("severity", Severity.class),
            node.oneOf("fault", Fault.class),
            key,
            within(node),
            steps,
            blame,
            node.text("explanation"),
            node.text("runbook"));
    placeholders(node, "title", names);
    placeholders(node, "explanation", names);
    try {
      PatternCompiler.compile(pattern);
    } catch (RuntimeException e) {
      // Flink CEP's own rules, such as an absent step that is the first.
      throw new PatternException(
          node.file() + ": steps: expected what Flink CEP takes: " + e.getMessage(), e);
    }
    return pattern;
  }

  /**
   * Flink CEP leaves a step that may come more often only with the next event of the key, whatever
   * it is: before an absent step it would match or not by events that the pattern does not name.
   */
  private static void decidable(List<Node> nodes, List<Step> steps) throws PatternException {
    for (int i = 0; i + 1 < steps.size(); i++) {
      Step.Times times = steps.get(i).times();
      if (steps.get(i + 1).isAbsent() && times.least() != times.most()) {
        throw nodes.get(i).problem("times", "a fixed number before an absent step");
      }
    }
  }

  private static void placeholders(Node node, String field, Set<String> steps)
      throws PatternException {
    Matcher matcher = IncidentPattern.PLACEHOLDER.matcher(node.text(field));
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!name.equals("key") && !steps.contains(name.split("\\.", 2)[0])) {
        throw node.problem(field, "{key} or {STEP.FIELD} of one of the steps " + steps);
      }
    }
  }

  private static Step step(Node node, Key key, Set<String> before) throws PatternException {
    boolean isFirst = before.isEmpty();
    node.only(
        "name", "order", "absent", "relation", "where", "times", "distinct", "same", "rising");
    String name = node.word("name", WORD);
    Relation relation = node.has("relation") ? node.oneOf("relation", Relation.class) : key.usual();
    if (!key.relations().contains(relation)) {
      throw node.problem(
          "relation",
          "one of " + Node.names(key.relations().toArray(Relation[]::new)) + " with this key");
    }
    if (isFirst && node.has("order")) {
      throw node.problem("order", "nothing in the first step");
    }
    boolean isAbsent = node.flag("absent");
    if (isFirst && isAbsent) {
      throw node.problem("absent", "a first step that comes");
    }
    if (isAbsent && (node.has("times") || node.has("distinct") || node.has("rising"))) {
      throw node.problem("absent", "an absent step without times, distinct and rising");
    }
    Order order = node.has("order") ? node.oneOf("order", Order.class) : Order.FOLLOWED_BY;
    if (isAbsent && order == Order.FOLLOWED_BY_ANY) {
      throw node.problem("order", "next or followed-by in an absent step");
    }
    return new Step(
        name,
        order,
        isAbsent,
        relation,
        where(node.child("where")),
        times(node),
        node.textOr("distinct", ""),
        same(node, name, before),
        node.textOr("rising", ""));
  }

  private static Step.Same same(Node node, String name, Set<String> before)
      throws PatternException {
    if (!node.has("same")) {
      return Step.Same.NOTHING;
    }
    String[] parts = node.text("same").split("\\.", 2);
    if (parts.length != 2 || !(parts[0].equals(name) || before.contains(parts[0]))) {
      throw node.problem("same", "STEP.FIELD of this step or one before");
    }
    return new Step.Same(parts[0], parts[1]);
  }

  private static Step.Times times(Node node) throws PatternException {
    if (!node.has("times")) {
      return Step.Times.ONCE;
    }
    Matcher matcher = TIMES.matcher(node.scalar("times"));
    String expected = "N, N+ or N..M, from 1 to " + MOST_TIMES;
    if (!matcher.matches()) {
      throw node.problem("times", expected);
    }
    int least = Integer.parseInt(matcher.group(1));
    int most =
        matcher.group(2) == null
            ? least
            : matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3));
    boolean isTooMany = least > MOST_TIMES || (most > MOST_TIMES && most != Integer.MAX_VALUE);
    if (least < 1 || most < least || isTooMany) {
      throw node.problem("times", expected);
    }
    return new Step.Times(least, most);
  }

  private static Duration within(Node node) throws PatternException {
    Matcher matcher = DURATION.matcher(node.text("within"));
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration within =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
          };
      if (!within.isZero() && within.compareTo(LONGEST) <= 0) {
        return within;
      }
    }
    throw node.problem("within", "a time such as 90s, 10m or 2h, 24h at most");
  }

  private static Where where(Node node) throws PatternException {
    List<Where.FieldTest> tests = new ArrayList<>();
    List<Where> any = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.fields()) {
      if (entry.getKey().equals("any")) {
        for (Node alternative : node.list("any", MOST_STEPS)) {
          any.add(where(alternative));
        }
      } else {
        tests.add(
            new Where.FieldTest(entry.getKey(), test(node, entry.getKey(), entry.getValue())));
      }
    }
    if (tests.isEmpty() && any.isEmpty()) {
      throw new PatternException(node.path() + ": expected a field at least");
    }
    return new Where(tests, any);
  }

  private static Where.Test test(Node node, String field, JsonNode value) throws PatternException {
    if (value.isValueNode() && !value.isNull()) {
      return new Where.OneOf(Set.of(value.asText().toLowerCase(Locale.ROOT)));
    }
    if (value.isArray()) {
      return new Where.OneOf(Set.copyOf(node.texts(field)));
    }
    Node test = node.child(field);
    test.only("contains", "at-least", "at-most", "exists", "not");
    if (test.has("contains")) {
      return new Where.Contains(test.texts("contains"));
    }
    if (test.has("exists")) {
      return new Where.Exists(test.flag("exists"));
    }
    if (test.has("not")) {
      return new Where.Not(test(test, "not", test.json("not")));
    }
    if (test.has("at-least") || test.has("at-most")) {
      return new Where.Between(
          test.number("at-least", Double.NEGATIVE_INFINITY),
          test.number("at-most", Double.POSITIVE_INFINITY));
    }
    throw new PatternException(
        test.path() + ": expected contains, at-least, at-most, exists or not");
  }
}
