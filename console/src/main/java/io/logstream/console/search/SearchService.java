package io.logstream.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.ApiException;
import io.logstream.console.query.Field;
import io.logstream.console.search.Searches.Order;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.search.IndexNames;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Answers questions about the log lines from the index. */
public final class SearchService {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String PARAMETERS = "?ignore_unavailable=true&allow_no_indices=true";
  private static final String ALL = "/" + IndexNames.ALL + "/_search" + PARAMETERS;
  private static final JsonNode NO_BODY = MissingNode.getInstance();
  private static final String PIT_LIFE = "2m";

  private final Elasticsearch elasticsearch;
  private final Relevance relevance;
  private final TemplateShares templates;
  private final Duration timeout;

  /** A service over that index. */
  public SearchService(Elasticsearch elasticsearch, Relevance relevance, Duration timeout) {
    this.elasticsearch = elasticsearch;
    this.relevance = relevance;
    this.templates = new TemplateShares(elasticsearch);
    this.timeout = timeout;
  }

  /**
   * One page of hits.
   *
   * @param cursor the {@code cursor} of the page before; empty for the first
   * @param session see {@link Elasticsearch}
   */
  public CompletableFuture<ObjectNode> search(
      SearchQuery search, String order, int size, String cursor, String session) {
    Order by = order(order);
    ObjectNode body = Searches.page(search, by, size, relevance, templates, timeout);
    if (!cursor.isEmpty()) {
      Cursor before = Cursor.read(cursor);
      body.set("search_after", before.after());
      return page(body, before.pointInTime(), size, session);
    }
    // Scores move while lines come in; a line that is newer than the first page is on no later one.
    return by == Order.RELEVANCE && size > 0
        ? openPointInTime().thenCompose(pit -> page(body, pit, size, session))
        : page(body, "", size, session);
  }

  /** Learns which kinds of lines are common, as searches by relevance do in the background. */
  public CompletableFuture<Void> learnTemplates() {
    return templates.refresh();
  }

  private static Order order(String order) {
    return switch (order) {
      case "newest" -> Order.NEWEST;
      case "oldest" -> Order.OLDEST;
      case "relevance" -> Order.RELEVANCE;
      default ->
          throw ApiException.badRequest(
              "sort", "expected newest, oldest or relevance, found \"%s\"".formatted(order));
    };
  }

  CompletableFuture<String> openPointInTime() {
    return elasticsearch
        .call(
            "POST",
            "/" + IndexNames.ALL + "/_pit" + PARAMETERS + "&keep_alive=" + PIT_LIFE,
            NO_BODY)
        .thenApply(answer -> answer.path("id").asText());
  }

  void closePointInTime(String pit) {
    elasticsearch.call("DELETE", "/_pit", JSON.objectNode().put("id", pit));
  }

  /** One page as Elasticsearch answers it; of a point in time where one is given. */
  CompletableFuture<JsonNode> raw(ObjectNode body, String pit, String session) {
    if (pit.isEmpty()) {
      return elasticsearch.call("POST", ALL, body, session);
    }
    body.putObject("pit").put("id", pit).put("keep_alive", PIT_LIFE);
    return elasticsearch.call("POST", "/_search", body, session);
  }

  private CompletableFuture<ObjectNode> page(
      ObjectNode body, String pit, int size, String session) {
    return raw(body, pit, session).thenApply(answer -> page(answer, pit, size));
  }

  private static ObjectNode page(JsonNode answer, String pit, int size) {
    ObjectNode page = JSON.objectNode();
    page.put("took_ms", answer.path("took").asLong());
    page.put("timed_out", answer.path("timed_out").asBoolean());
    JsonNode total = answer.at("/hits/total");
    page.putObject("total")
        .put("value", total.path("value").asLong())
        .put("relation", total.path("relation").asText("eq"));
    page.put("shards_failed", answer.at("/_shards/failed").asInt());
    ArrayNode hits = page.putArray("hits");
    JsonNode last = NO_BODY;
    for (JsonNode hit : answer.at("/hits/hits")) {
      hits.add(hit(hit));
      last = hit;
    }
    if (size > 0 && hits.size() == size && last.path("sort") instanceof ArrayNode sort) {
      page.put("cursor", new Cursor(sort, answer.path("pit_id").asText(pit)).write());
    }
    return page;
  }

  private static ObjectNode hit(JsonNode hit) {
    ObjectNode line = JSON.objectNode();
    line.put("id", hit.path("_id").asText());
    line.put("index", hit.path("_index").asText());
    if (hit.path("_score").isNumber()) {
      line.put("score", hit.path("_score").asDouble());
    }
    line.set("source", hit.path("_source"));
    if (hit.has("highlight")) {
      line.set("highlight", hit.get("highlight"));
    }
    return line;
  }

  /** How many lines there are over time, and of which values of a field. */
  public CompletableFuture<ObjectNode> histogram(
      SearchQuery search, int parts, String by, String session) {
    Duration interval = search.range().interval(parts);
    String field = by.isEmpty() ? "" : aggregatable(by);
    return elasticsearch
        .call("POST", ALL, Searches.histogram(search, interval, field), session)
        .thenApply(answer -> histogram(answer, search, interval));
  }

  private static ObjectNode histogram(JsonNode answer, SearchQuery search, Duration interval) {
    ObjectNode result = JSON.objectNode();
    result.put("took_ms", answer.path("took").asLong());
    result.put("interval_ms", interval.toMillis());
    result.put("from", search.range().from().toString());
    result.put("to", search.range().to().toString());
    long total = 0;
    ArrayNode buckets = result.putArray("buckets");
    for (JsonNode bucket : answer.at("/aggregations/time/buckets")) {
      long count = bucket.path("doc_count").asLong();
      total += count;
      ObjectNode row = buckets.addObject();
      row.put("time", bucket.path("key").asLong()).put("count", count);
      if (bucket.has("by")) {
        ObjectNode by = row.putObject("by");
        for (JsonNode value : bucket.at("/by/buckets")) {
          by.put(value.path("key").asText(), value.path("doc_count").asLong());
        }
      }
    }
    result.put("total", total);
    return result;
  }

  /** The most frequent values of fields. */
  public CompletableFuture<ObjectNode> terms(
      SearchQuery search, List<String> fields, int size, String session) {
    List<String> paths = fields.stream().map(SearchService::aggregatable).toList();
    return elasticsearch
        .call("POST", ALL, Searches.terms(search, paths, size), session)
        .thenApply(
            answer -> {
              ObjectNode result = JSON.objectNode();
              result.put("took_ms", answer.path("took").asLong());
              ObjectNode byField = result.putObject("fields");
              for (String path : paths) {
                JsonNode terms = answer.path("aggregations").path(path);
                ObjectNode field = byField.putObject(path);
                values(field.putArray("values"), terms.path("buckets"));
                field.put("other", terms.path("sum_other_doc_count").asLong());
              }
              return result;
            });
  }

  private static void values(ArrayNode values, JsonNode buckets) {
    for (JsonNode bucket : buckets) {
      values
          .addObject()
          .put("value", bucket.path("key_as_string").asText(bucket.path("key").asText()))
          .put("count", bucket.path("doc_count").asLong());
    }
  }

  /** Values of a field for completion. */
  public CompletableFuture<ObjectNode> values(
      SearchQuery search, String field, String prefix, int size, String session) {
    String path = aggregatable(field);
    boolean text = Field.named(field).type() == Field.Type.KEYWORD;
    return elasticsearch
        .call("POST", ALL, Searches.values(search, path, text ? prefix : "", size), session)
        .thenApply(
            answer -> {
              ObjectNode result = JSON.objectNode();
              ArrayNode values = result.putArray("values");
              values(values, answer.at("/aggregations/values/buckets"));
              return result;
            });
  }

  private static String aggregatable(String name) {
    Field field;
    try {
      field = Field.named(name);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("field", e.getMessage());
    }
    if (field.type() == Field.Type.TEXT || field.type() == Field.Type.UNSEARCHABLE) {
      throw ApiException.badRequest("field", field.path() + " is text: it has words, not values");
    }
    return field.path();
  }

  /** The fields there are: the schema's, and the objects of vendors that the index has seen. */
  public ObjectNode fields() {
    ObjectNode result = JSON.objectNode();
    ArrayNode fields = result.putArray("fields");
    for (EcsField field : EcsField.values()) {
      Field named = Field.named(field.path());
      fields
          .addObject()
          .put("name", named.path())
          .put("type", named.type().name().toLowerCase(Locale.ROOT));
    }
    ObjectNode shorts = result.putObject("short_names");
    Field.SHORT_NAMES.forEach(shorts::put);
    return result;
  }

  /** A line, and the lines of its stream before and after it, oldest first. */
  public CompletableFuture<ObjectNode> context(String index, String id, int before, int after) {
    return find(index, id)
        .thenCompose(
            line -> {
              JsonNode event = line.path("_source");
              ArrayNode place = (ArrayNode) line.path("sort");
              CompletableFuture<JsonNode> earlier =
                  elasticsearch.call(
                      "POST", ALL, Searches.context(event, place, Order.NEWEST, before));
              CompletableFuture<JsonNode> later =
                  elasticsearch.call(
                      "POST", ALL, Searches.context(event, place, Order.OLDEST, after));
              return earlier.thenCombine(later, (a, b) -> context(line, a, b));
            });
  }

  private static ObjectNode context(JsonNode line, JsonNode earlier, JsonNode later) {
    ObjectNode result = JSON.objectNode();
    ArrayNode before = result.putArray("before");
    for (JsonNode hit : earlier.at("/hits/hits")) {
      before.insert(0, hit(hit));
    }
    result.set("line", hit(line));
    ArrayNode after = result.putArray("after");
    later.at("/hits/hits").forEach(hit -> after.add(hit(hit)));
    return result;
  }

  private CompletableFuture<JsonNode> find(String index, String id) {
    ObjectNode body = JSON.objectNode();
    body.putObject("query").putObject("ids").putArray("values").add(id);
    body.put("size", 1);
    body.set("sort", Searches.sort(Order.NEWEST));
    String where = index.isEmpty() ? IndexNames.ALL : ownIndex(index);
    return elasticsearch
        .call("POST", "/" + where + "/_search" + PARAMETERS, body)
        .thenApply(
            answer -> {
              JsonNode hit = answer.at("/hits/hits/0");
              if (hit.isMissingNode()) {
                throw ApiException.notFound("no line " + id);
              }
              return hit;
            });
  }

  /** An index of log lines; the API reads no other. */
  private static String ownIndex(String index) {
    if (!index.startsWith(IndexNames.PREFIX) || index.contains(",") || index.contains("/")) {
      throw ApiException.badRequest(
          "index", "expected an index of log lines, found \"%s\"".formatted(index));
    }
    return Elasticsearch.segment(index);
  }

  /** All lines of a trace in their order. */
  public CompletableFuture<ObjectNode> trace(String traceId, int size) {
    return elasticsearch
        .call("POST", ALL, Searches.trace(traceId, size))
        .thenApply(answer -> page(answer, "", 0));
  }

  /** How the score of a line comes about, as Elasticsearch explains it. */
  public CompletableFuture<ObjectNode> explain(SearchQuery search, String index, String id) {
    ObjectNode body = JSON.objectNode();
    body.set("query", relevance.score(search, templates));
    return elasticsearch
        .call("POST", "/" + ownIndex(index) + "/_explain/" + Elasticsearch.segment(id), body)
        .thenApply(
            answer -> {
              ObjectNode result = JSON.objectNode();
              result.put("matched", answer.path("matched").asBoolean());
              result.set("explanation", answer.path("explanation"));
              return result;
            });
  }

  /** How many documents there are in which indices. */
  public CompletableFuture<ObjectNode> indices() {
    return elasticsearch
        .call(
            "GET",
            "/_cat/indices/"
                + IndexNames.ALL
                + "?format=json&bytes=b&h=index,health,pri,rep,docs.count,store.size",
            NO_BODY)
        .thenApply(
            answer -> {
              ObjectNode result = JSON.objectNode();
              result.set("indices", answer);
              return result;
            });
  }
}
