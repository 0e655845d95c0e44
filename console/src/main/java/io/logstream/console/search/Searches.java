package io.logstream.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.query.Field;
import io.logstream.console.query.QueryDsl;
import java.time.Duration;
import java.util.List;

/** Writes the requests that the console sends to Elasticsearch. Pure: no state, no network. */
final class Searches {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What a highlight begins with: a character of Unicode's private use, which no text needs. */
  static final String MARK_START = "\ue000";

  /** What a highlight ends with. */
  static final String MARK_END = "\ue001";

  /** Above this the count is a lower bound, so that a search need not visit every hit. */
  private static final int COUNTED = 10_000;

  private Searches() {}

  /** The order of hits. */
  enum Order {
    NEWEST,
    OLDEST,
    RELEVANCE
  }

  static ObjectNode page(
      SearchQuery search,
      Order order,
      int size,
      Relevance relevance,
      TemplateShares templates,
      Duration timeout) {
    ObjectNode body = JSON.objectNode();
    body.put("size", size);
    body.put("timeout", timeout.toMillis() + "ms");
    body.put("track_total_hits", COUNTED);
    body.set(
        "query", order == Order.RELEVANCE ? relevance.score(search, templates) : search.filter());
    body.set("sort", sort(order));
    if (order == Order.RELEVANCE) {
      body.put("track_scores", true);
    }
    body.set("highlight", highlight(search));
    return body;
  }

  static ArrayNode sort(Order order) {
    ArrayNode sort = JSON.arrayNode();
    if (order == Order.RELEVANCE) {
      sort.addObject().put("_score", "desc");
    }
    String direction = order == Order.OLDEST ? "asc" : "desc";
    sort.addObject()
        .putObject("@timestamp")
        .put("order", direction)
        .put("format", "strict_date_optional_time_nanos")
        .put("numeric_type", "date_nanos");
    // Lines of one nanosecond keep an order, so that no page repeats or skips one.
    sort.addObject().put("event.id", direction);
    return sort;
  }

  private static ObjectNode highlight(SearchQuery search) {
    ObjectNode highlight = JSON.objectNode();
    highlight.putArray("pre_tags").add(MARK_START);
    highlight.putArray("post_tags").add(MARK_END);
    highlight.put("number_of_fragments", 0);
    // A longer text is not worth an error.
    highlight.put("max_analyzed_offset", 200_000);
    highlight.set("highlight_query", QueryDsl.of(search.query()));
    ObjectNode fields = highlight.putObject("fields");
    Field.TEXT.forEach(fields::putObject);
    return highlight;
  }

  static ObjectNode histogram(SearchQuery search, Duration interval, String by) {
    ObjectNode body = aggregation(search);
    ObjectNode time = body.putObject("aggs").putObject("time");
    ObjectNode histogram = time.putObject("date_histogram");
    histogram.put("field", "@timestamp");
    histogram.put("fixed_interval", interval.toMillis() + "ms");
    histogram.put("min_doc_count", 0);
    histogram
        .putObject("extended_bounds")
        .put("min", search.range().from().toEpochMilli())
        .put("max", search.range().to().toEpochMilli() - 1);
    if (!by.isEmpty()) {
      time.putObject("aggs").putObject("by").putObject("terms").put("field", by).put("size", 12);
    }
    return body;
  }

  static ObjectNode terms(SearchQuery search, List<String> fields, int size) {
    ObjectNode body = aggregation(search);
    ObjectNode aggs = body.putObject("aggs");
    for (String field : fields) {
      ObjectNode terms = aggs.putObject(field).putObject("terms");
      terms.put("field", field).put("size", size);
    }
    return body;
  }

  /** Values that begin so, upper and lower case alike, the most frequent first. */
  static ObjectNode values(SearchQuery search, String field, String prefix, int size) {
    ObjectNode body = aggregation(search);
    ObjectNode terms = body.putObject("aggs").putObject("values").putObject("terms");
    terms.put("field", field).put("size", size);
    if (!prefix.isEmpty()) {
      terms.put("include", anyCase(prefix) + ".*");
    }
    return body;
  }

  /** A regular expression of Lucene for a text in upper or lower case. */
  static String anyCase(String text) {
    StringBuilder regex = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int lower = Character.toLowerCase(c);
              int upper = Character.toUpperCase(c);
              if (lower != upper) {
                regex.append('[').appendCodePoint(lower).appendCodePoint(upper).append(']');
              } else if (Character.isDigit(c)) {
                regex.appendCodePoint(c);
              } else {
                regex.append('\\').appendCodePoint(c);
              }
            });
    return regex.toString();
  }

  private static ObjectNode aggregation(SearchQuery search) {
    ObjectNode body = JSON.objectNode();
    body.put("size", 0);
    body.put("track_total_hits", false);
    body.set("query", search.filter());
    return body;
  }

  /** The lines of the same stream as a line, on one side of it, the nearest first. */
  static ObjectNode context(JsonNode event, ArrayNode place, Order order, int size) {
    ObjectNode body = JSON.objectNode();
    body.put("size", size);
    body.put("track_total_hits", false);
    ArrayNode clauses = body.putObject("query").putObject("bool").putArray("filter");
    for (String path : List.of("host.name", "service.name", "log.file.path", "container.id")) {
      JsonNode value = event.at("/" + path.replace('.', '/'));
      if (value.isTextual()) {
        clauses.addObject().putObject("term").put(path, value.asText());
      }
    }
    if (clauses.isEmpty()) {
      clauses
          .addObject()
          .putObject("term")
          .put("event.dataset", event.at("/event/dataset").asText());
    }
    body.set("sort", sort(order));
    body.set("search_after", place);
    return body;
  }

  static ObjectNode trace(String traceId, int size) {
    ObjectNode body = JSON.objectNode();
    body.put("size", size);
    body.put("track_total_hits", true);
    body.putObject("query").putObject("term").put("trace.id", traceId);
    body.set("sort", sort(Order.OLDEST));
    return body;
  }
}
