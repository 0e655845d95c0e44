package io.logstream.functions.threat.sigma;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.functions.threat.Finding.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Sigma rules from YAML, or JSON, which is YAML. Taken are {@code title}, {@code id}, {@code
 * level}, {@code tags}, {@code logsource} and {@code detection}; the rest is for people.
 */
public final class SigmaReader {

  private static final int LARGEST = 256 << 10;
  private static final int MOST_TAGS = 32;
  private static final List<String> LEVELS =
      List.of("informational", "low", "medium", "high", "critical");

  private static final ObjectReader YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .readerFor(new TypeReference<Map<String, Object>>() {});

  private SigmaReader() {}

  /** The one rule of a text. */
  public static SigmaRule readOne(String text) throws SigmaException {
    List<SigmaRule> rules = read(text);
    if (rules.size() != 1) {
      throw SigmaException.expected("rule", "one rule", rules.size());
    }
    return rules.get(0);
  }

  /** The rules of a text, each a document of its own. */
  public static List<SigmaRule> read(String text) throws SigmaException {
    if (text.length() > LARGEST) {
      throw SigmaException.expected("rule", "at most " + LARGEST + " characters", text.length());
    }
    List<SigmaRule> rules = new ArrayList<>();
    try (MappingIterator<Map<String, Object>> documents = YAML.readValues(text)) {
      while (documents.hasNextValue()) {
        Map<String, Object> document = documents.nextValue();
        if (document != null) {
          rules.add(rule(document));
        }
      }
    } catch (JsonProcessingException e) {
      String problem = e.getOriginalMessage().lines().findFirst().orElse("none");
      throw new SigmaException("rule: expected a YAML map, found " + problem, e);
    } catch (IOException e) {
      throw new SigmaException("rule: expected YAML: " + e.getMessage(), e);
    }
    return rules;
  }

  private static SigmaRule rule(Map<String, Object> document) throws SigmaException {
    for (String unknown : List.of("action", "correlation", "filter")) {
      if (document.containsKey(unknown)) {
        throw SigmaException.expected(
            unknown, "none: only rules that stand by themselves are taken", document.get(unknown));
      }
    }
    String title = text(document, "title", "");
    if (title.isEmpty()) {
      throw SigmaException.expected("title", "a text", document.get("title"));
    }
    String level = text(document, "level", "medium").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw SigmaException.expected("level", "one of " + LEVELS, '"' + level + '"');
    }
    SigmaSource source = source(map(document, "logsource"));
    Map<String, Object> detection = map(document, "detection");
    Map<String, Selection> selections = selections(detection);
    return new SigmaRule(
        new Rule(text(document, "id", title), title, level, tags(document)),
        source,
        selections,
        conditions(detection.get("condition"), selections));
  }

  private static SigmaSource source(Map<String, Object> logsource) throws SigmaException {
    String category = text(logsource, "category", "").toLowerCase(Locale.ROOT);
    String product = text(logsource, "product", "").toLowerCase(Locale.ROOT);
    String service = text(logsource, "service", "").toLowerCase(Locale.ROOT);
    return SigmaSource.of(category, product, service)
        .orElseThrow(
            () ->
                SigmaException.expected(
                    "logsource",
                    "category proxy, dns or firewall, or product zeek with service conn, dns, http"
                        + " or ssl",
                    logsource));
  }

  private static Map<String, Selection> selections(Map<String, Object> detection)
      throws SigmaException {
    Map<String, Selection> selections = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : detection.entrySet()) {
      String name = entry.getKey();
      if (name.equals("timeframe")) {
        throw SigmaException.expected(
            "detection.timeframe",
            "none: counting over time is what detectors do",
            entry.getValue());
      }
      if (!name.equals("condition")) {
        if (entry.getValue() == null) {
          throw SigmaException.expected("detection." + name, "fields and values", "none");
        }
        selections.put(name, Selection.read("detection." + name, entry.getValue()));
      }
    }
    return selections;
  }

  private static List<Condition> conditions(Object yaml, Map<String, Selection> selections)
      throws SigmaException {
    List<Condition> conditions = new ArrayList<>();
    for (Object item : yaml instanceof List<?> list ? list : Collections.singletonList(yaml)) {
      if (!(item instanceof String text) || text.isBlank()) {
        throw SigmaException.expected("condition", "a text", item);
      }
      conditions.add(ConditionReader.read(text, selections.keySet()));
    }
    return List.copyOf(conditions);
  }

  private static List<String> tags(Map<String, Object> document) throws SigmaException {
    List<String> tags = new ArrayList<>();
    if (document.get("tags") == null) {
      return List.of();
    }
    if (!(document.get("tags") instanceof List<?> list) || list.size() > MOST_TAGS) {
      throw SigmaException.expected("tags", "a list of at most " + MOST_TAGS, document.get("tags"));
    }
    for (Object tag : list) {
      tags.add(String.valueOf(tag).toLowerCase(Locale.ROOT));
    }
    return List.copyOf(tags);
  }

  private static String text(Map<String, Object> map, String key, String otherwise)
      throws SigmaException {
    Object value = map.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof String text)) {
      throw SigmaException.expected(key, "a text", value);
    }
    return text.strip();
  }

  @SuppressWarnings("unchecked") // Jackson's maps have texts as keys.
  private static Map<String, Object> map(Map<String, Object> document, String key)
      throws SigmaException {
    if (!(document.get(key) instanceof Map<?, ?> map)) {
      throw SigmaException.expected(key, "a map", document.get(key));
    }
    return (Map<String, Object>) map;
  }
}
