package io.logstream.functions.search;

import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.event.EcsField;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;

/**
 * The composable templates of the log indices, made from {@link EcsField}, so that a field that is
 * written is a field that is mapped.
 *
 * <ul>
 *   <li>{@code logstream-logs@mappings}: every field of the schema with its type, and the analyser
 *       of text. The schema's objects are strict: an unknown field in one is an error, and the
 *       document a dead letter. An object of a vendor at the root becomes one {@code flattened}
 *       field, however many keys it has, so that ten thousand names are one field of the mapping.
 *   <li>{@code logstream-logs@settings}: shards, refresh, durability.
 *   <li>{@code logstream-logs@custom}: the operator's own, used where it exists (life cycle, data
 *       tiers); never written from here.
 *   <li>{@code logstream-logs}: the index template that puts them together.
 * </ul>
 *
 * <p>A template is for indices to come: a change takes effect with the next day's index.
 */
public final class IndexTemplates {

  /** The index template's name, and what its parts' names begin with. */
  public static final String NAME = "logstream-logs";

  /** The analyser of text, by its name in the index. */
  public static final String ANALYZER = "log_text";

  /** Keywords that are searched by their words too, under {@code .text}. */
  static final Set<EcsField> KEYWORDS_WITH_TEXT =
      Set.of(
          EcsField.URL_ORIGINAL,
          EcsField.URL_FULL,
          EcsField.URL_PATH,
          EcsField.FILE_PATH,
          EcsField.PROCESS_COMMAND_LINE,
          EcsField.USER_AGENT_ORIGINAL,
          EcsField.ERROR_TYPE,
          EcsField.LOG_LOGGER);

  private static final ObjectMapper JSON = new ObjectMapper();
  // Lucene takes no term of more than 32,766 bytes; 1,024 characters is the schema's own limit.
  private static final int LONGEST_KEYWORD = 1_024;
  // The JSON format takes 64 levels; Elasticsearch's own default is 20.
  private static final int DEEPEST_VENDOR_OBJECT = 64;

  private final ElasticsearchConnection connection;

  /** The templates of that cluster. */
  public IndexTemplates(ElasticsearchConnection connection) {
    this.connection = connection;
  }

  /** Puts them, which changes nothing where they are as they should be. */
  public void install() throws IOException {
    try (RestClientTransport transport = (RestClientTransport) connection.open()) {
      RestClient client = transport.restClient();
      put(client, "/_component_template/" + NAME + "@mappings", mappings());
      put(client, "/_component_template/" + NAME + "@settings", settings());
      put(client, "/_index_template/" + NAME, indexTemplate());
    }
  }

  private static void put(RestClient client, String path, ObjectNode body) throws IOException {
    Request request = new Request("PUT", path);
    request.setJsonEntity(JSON.writeValueAsString(body));
    client.performRequest(request);
  }

  static ObjectNode indexTemplate() {
    ObjectNode template = JSON.createObjectNode();
    template.putArray("index_patterns").add(IndexNames.ALL);
    template
        .putArray("composed_of")
        .add(NAME + "@mappings")
        .add(NAME + "@settings")
        .add(NAME + "@custom");
    template.putArray("ignore_missing_component_templates").add(NAME + "@custom");
    template.put("priority", 500);
    template.putObject("_meta").put("ecs", EcsField.SCHEMA_VERSION);
    return template;
  }

  static ObjectNode settings() {
    ObjectNode template = JSON.createObjectNode();
    ObjectNode index = template.putObject("template").putObject("settings").putObject("index");
    index.put("number_of_shards", 1);
    // No replica on one node, one as soon as there is a second.
    index.put("auto_expand_replicas", "0-1");
    index.put("refresh_interval", "20ms");
    // Acknowledged means on disk.
    index.putObject("translog").put("durability", "request");
    return template;
  }

  /**
   * Words as Unicode divides them (UAX #29), and the parts of what that leaves whole: {@code
   * com.shop.PaymentService} is found whole and by {@code payment}, {@code 10.0.0.12} by its first
   * numbers, {@code checkout_id} by {@code checkout}.
   */
  private static ObjectNode analysis() {
    ObjectNode analysis = JSON.createObjectNode();
    ObjectNode parts = analysis.putObject("filter").putObject("identifier_parts");
    parts.put("type", "word_delimiter_graph");
    parts.put("preserve_original", true);
    // s3, http2 and 4bf92f35 stay whole.
    parts.put("split_on_numerics", false);
    parts.put("stem_english_possessive", false);
    ObjectNode analyzers = analysis.putObject("analyzer");
    analyzer(analyzers, ANALYZER, "identifier_parts", "lowercase", "flatten_graph");
    // A query keeps the graph: one path of it is the whole word, the other its parts in order.
    analyzer(analyzers, ANALYZER + "_query", "identifier_parts", "lowercase");
    return analysis;
  }

  private static void analyzer(ObjectNode analyzers, String name, String... filters) {
    ObjectNode analyzer = analyzers.putObject(name);
    analyzer.put("type", "custom");
    analyzer.put("tokenizer", "standard");
    ArrayNode list = analyzer.putArray("filter");
    for (String filter : filters) {
      list.add(filter);
    }
  }

  static ObjectNode mappings() {
    ObjectNode template = JSON.createObjectNode();
    ObjectNode body = template.putObject("template");
    ObjectNode index = body.putObject("settings").putObject("index");
    ObjectNode fields = index.putObject("mapping").putObject("total_fields");
    fields.put("limit", 2_000);
    fields.put("ignore_dynamic_beyond_limit", true);
    ArrayNode defaults = index.putObject("query").putArray("default_field");
    List.of("message", "error.message", "error.type.text", "error.stack_trace")
        .forEach(defaults::add);
    index.set("analysis", analysis());
    ObjectNode mappings = body.putObject("mappings");
    mappings.put("dynamic", true);
    mappings.put("date_detection", false);
    ArrayNode dynamic = mappings.putArray("dynamic_templates");
    ObjectNode objects = dynamic.addObject().putObject("vendor_object");
    objects.put("match_mapping_type", "object");
    objects.set("mapping", flattened());
    ObjectNode values = dynamic.addObject().putObject("vendor_value");
    values.put("match_mapping_type", "*");
    values.set("mapping", keyword());
    ObjectNode properties = mappings.putObject("properties");
    for (EcsField field : EcsField.values()) {
      place(properties, field).setAll(mapping(field));
    }
    return template;
  }

  private static ObjectNode place(ObjectNode root, EcsField field) {
    ObjectNode properties = root;
    List<String> segments = field.segments();
    for (int depth = 0; depth < segments.size() - 1; depth++) {
      ObjectNode object = properties.withObjectProperty(segments.get(depth));
      if (depth == 0) {
        // Objects inside inherit it.
        object.put("dynamic", "strict");
      }
      properties = object.withObjectProperty("properties");
    }
    return properties.putObject(segments.get(segments.size() - 1));
  }

  private static ObjectNode mapping(EcsField field) {
    return switch (field.type()) {
      case KEYWORD -> {
        ObjectNode keyword = keyword();
        if (KEYWORDS_WITH_TEXT.contains(field)) {
          keyword.putObject("fields").set("text", text());
        }
        yield keyword;
      }
      case TEXT -> field == EcsField.EVENT_ORIGINAL ? keptOnly() : text();
      case IP -> typed("ip");
      case LONG -> typed("long");
      case DOUBLE -> typed("double");
      case BOOLEAN -> typed("boolean");
      // Lines of one millisecond keep their order.
      case DATE -> typed(field == EcsField.TIMESTAMP ? "date_nanos" : "date");
      case GEO_POINT -> typed("geo_point");
      case OBJECT -> flattened();
    };
  }

  private static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode keyword() {
    return typed("keyword").put("ignore_above", LONGEST_KEYWORD);
  }

  private static ObjectNode text() {
    return typed("text").put("analyzer", ANALYZER).put("search_analyzer", ANALYZER + "_query");
  }

  /** The line as it came is in the document and found through {@code message}. */
  private static ObjectNode keptOnly() {
    return typed("keyword").put("index", false).put("doc_values", false);
  }

  private static ObjectNode flattened() {
    return typed("flattened")
        .put("ignore_above", LONGEST_KEYWORD)
        .put("depth_limit", DEEPEST_VENDOR_OBJECT);
  }
}
