package io.logstream.console.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/** Writes a query in Elasticsearch's query DSL. */
public final class QueryDsl {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter NANOS =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

  /** How much a word weighs in each field, as {@code multi_match} takes it. */
  private final List<String> textFields;

  private QueryDsl(List<String> textFields) {
    this.textFields = textFields;
  }

  /** For finding: every field of text counts the same. */
  public static ObjectNode of(Query query) {
    return new QueryDsl(Field.TEXT).dsl(query);
  }

  /** For ranking: with weights, such as {@code message^3}. */
  public static ObjectNode of(Query query, List<String> weightedTextFields) {
    return new QueryDsl(weightedTextFields).dsl(query);
  }

  private ObjectNode dsl(Query query) {
    if (query instanceof Query.All) {
      return wrap("match_all", JSON.objectNode());
    } else if (query instanceof Query.And and) {
      return bool("must", and.queries());
    } else if (query instanceof Query.Or or) {
      ObjectNode any = bool("should", or.queries());
      any.withObjectProperty("bool").put("minimum_should_match", 1);
      return any;
    } else if (query instanceof Query.Not not) {
      return bool("must_not", List.of(not.query()));
    } else if (query instanceof Query.Words words) {
      return words(words.text());
    } else if (query instanceof Query.Equal equal) {
      return equal(equal);
    } else if (query instanceof Query.Wildcard wildcard) {
      return wildcard(wildcard);
    } else if (query instanceof Query.Range range) {
      return range(range);
    } else if (query instanceof Query.Exists exists) {
      return wrap("exists", JSON.objectNode().put("field", exists.field().path()));
    }
    throw new IllegalStateException("unknown query " + query);
  }

  private ObjectNode bool(String clause, List<Query> queries) {
    ObjectNode bool = JSON.objectNode();
    ArrayNode array = bool.putArray(clause);
    queries.forEach(query -> array.add(dsl(query)));
    return wrap("bool", bool);
  }

  private ObjectNode words(String text) {
    ObjectNode match = JSON.objectNode();
    match.put("query", text);
    // One word is often several to the analyser: they must stand together.
    match.put("type", "phrase");
    ArrayNode fields = match.putArray("fields");
    textFields.forEach(fields::add);
    return wrap("multi_match", match);
  }

  private static ObjectNode equal(Query.Equal equal) {
    String path = equal.field().path();
    return switch (equal.field().type()) {
      case TEXT -> leaf("match_phrase", path, JSON.objectNode().put("query", equal.value()));
      case KEYWORD ->
          leaf(
              "term",
              path,
              JSON.objectNode().put("value", equal.value()).put("case_insensitive", true));
      default -> leaf("term", path, JSON.objectNode().put("value", equal.value()));
    };
  }

  private ObjectNode wildcard(Query.Wildcard wildcard) {
    if (wildcard.field().isPresent() && wildcard.field().get().type() == Field.Type.FLATTENED) {
      return leaf(
          "prefix",
          wildcard.field().get().path(),
          JSON.objectNode().put("value", wildcard.prefix()));
    }
    if (wildcard.field().isPresent()) {
      return wildcard(wildcard.field().get().path(), wildcard.pattern());
    }
    ObjectNode any = JSON.objectNode();
    ArrayNode array = any.putArray("should");
    Field.TEXT.forEach(path -> array.add(wildcard(path, wildcard.pattern())));
    any.put("minimum_should_match", 1);
    return wrap("bool", any);
  }

  private static ObjectNode wildcard(String path, String pattern) {
    return leaf(
        "wildcard", path, JSON.objectNode().put("value", pattern).put("case_insensitive", true));
  }

  private static ObjectNode range(Query.Range range) {
    ObjectNode bounds = JSON.objectNode();
    Field.Type type = range.field().type();
    range
        .lower()
        .ifPresent(value -> bounds.put(range.lowerIncluded() ? "gte" : "gt", bound(type, value)));
    range
        .upper()
        .ifPresent(value -> bounds.put(range.upperIncluded() ? "lte" : "lt", bound(type, value)));
    return leaf("range", range.field().path(), bounds);
  }

  /** Elasticsearch takes a time without its last digits for all of that second or millisecond. */
  private static String bound(Field.Type type, String value) {
    return type == Field.Type.DATE ? NANOS.format(Instant.parse(value)) : value;
  }

  private static ObjectNode leaf(String kind, String path, ObjectNode body) {
    ObjectNode field = JSON.objectNode();
    field.set(path, body);
    return wrap(kind, field);
  }

  private static ObjectNode wrap(String kind, ObjectNode body) {
    ObjectNode query = JSON.objectNode();
    query.set(kind, body);
    return query;
  }
}
