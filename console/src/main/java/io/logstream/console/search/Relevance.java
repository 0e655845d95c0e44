package io.logstream.console.search;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.console.query.QueryDsl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What makes one line more useful than another that has the same words. The score is
 *
 * <pre>BM25 × (base + recency + severity + rarity + importance)</pre>
 *
 * with the weights of {@code relevance.yaml}, the one place to change them. No scripts: the
 * functions are filters with a weight and a decay, which every Elasticsearch has.
 *
 * @param textFields how much a word weighs in each field
 * @param base what every line has
 * @param recency for a line at the end of the range, less before
 * @param severity by {@code log.level}
 * @param rarity for a line whose template is rare
 * @param importance by service
 */
public record Relevance(
    Map<String, Double> textFields,
    double base,
    Recency recency,
    Map<String, Double> severity,
    double rarity,
    Map<String, Double> importance) {

  /**
   * A Gaussian decay.
   *
   * @param weight at the end of the range
   * @param scale the part of the range after which half of it is left
   */
  public record Recency(double weight, double scale) {}

  /** The weights that the console ships with. */
  public static Relevance standard() {
    try (InputStream in = Relevance.class.getResourceAsStream("/relevance.yaml")) {
      return new ObjectMapper(new YAMLFactory())
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
          .readValue(in, Relevance.class);
    } catch (IOException e) {
      throw new UncheckedIOException("relevance.yaml", e);
    }
  }

  /** The query with the score above. */
  ObjectNode score(SearchQuery search, TemplateShares templates) {
    ObjectNode function = JsonNodeFactory.instance.objectNode();
    ObjectNode bool = function.putObject("query").putObject("bool");
    bool.putArray("must").add(QueryDsl.of(search.query(), weightedFields()));
    bool.putArray("filter").add(search.time());
    ArrayNode functions = function.putArray("functions");
    functions.addObject().put("weight", base);
    addRecency(functions, search.range());
    byLevel().forEach((weight, levels) -> add(functions, "log.level", levels, weight));
    importance.forEach(
        (service, weight) -> add(functions, "service.name", List.of(service), weight));
    if (rarity > 0) {
      templates.commonness().forEach(tier -> addRarity(functions, tier));
    }
    function.put("score_mode", "sum").put("boost_mode", "multiply");
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
    wrapped.set("function_score", function);
    return wrapped;
  }

  private List<String> weightedFields() {
    return textFields.entrySet().stream()
        .map(field -> field.getKey() + "^" + field.getValue())
        .toList();
  }

  private void addRecency(ArrayNode functions, TimeRange range) {
    long scale = Math.max(1, (long) (range.length().toMillis() * recency.scale()));
    ObjectNode decay = functions.addObject();
    decay
        .putObject("gauss")
        .putObject("@timestamp")
        .put("origin", range.to().toString())
        .put("scale", scale + "ms")
        .put("decay", 0.5);
    decay.put("weight", recency.weight());
  }

  private Map<Double, List<String>> byLevel() {
    Map<Double, List<String>> levels = new LinkedHashMap<>();
    severity.forEach(
        (level, weight) ->
            levels.merge(
                weight, List.of(level), (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    return levels;
  }

  private static void add(ArrayNode functions, String field, List<String> values, double weight) {
    ObjectNode function = functions.addObject();
    ArrayNode terms = function.putObject("filter").putObject("terms").putArray(field);
    values.forEach(terms::add);
    function.put("weight", weight);
  }

  /** A line has a share of the weight for each tier that its template is rarer than. */
  private void addRarity(ArrayNode functions, TemplateShares.Tier tier) {
    ObjectNode function = functions.addObject();
    ObjectNode bool = function.putObject("filter").putObject("bool");
    bool.putArray("filter").addObject().putObject("exists").put("field", "log.template.id");
    ArrayNode terms =
        bool.putArray("must_not").addObject().putObject("terms").putArray("log.template.id");
    tier.templates().forEach(terms::add);
    function.put("weight", rarity / TemplateShares.TIERS);
  }
}
