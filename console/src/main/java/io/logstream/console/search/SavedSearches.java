package io.logstream.console.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.ApiException;
import io.logstream.console.query.QueryException;
import io.logstream.console.query.QueryParser;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Searches that somebody wants to find again, kept in an index of their own. */
final class SavedSearches {

  private static final String INDEX = "/logstream-saved-searches";
  private static final Set<String> KEPT = Set.of("q", "filter", "from", "to", "sort", "columns");
  private static final int LONGEST_NAME = 120;
  private static final int LONGEST_BODY = 32_768;
  private static final int MOST = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Elasticsearch elasticsearch;

  SavedSearches(Elasticsearch elasticsearch) {
    this.elasticsearch = elasticsearch;
  }

  CompletableFuture<ObjectNode> all() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", MOST);
    return elasticsearch
        .call("POST", INDEX + "/_search?ignore_unavailable=true", body)
        .thenApply(
            answer -> {
              ObjectNode result = JsonNodeFactory.instance.objectNode();
              ArrayNode searches = result.putArray("searches");
              answer.at("/hits/hits").forEach(hit -> searches.add(hit.path("_source")));
              return result;
            });
  }

  CompletableFuture<ObjectNode> put(String name, String body) {
    ObjectNode search = read(name, body);
    return elasticsearch
        .call("PUT", document(name) + "?refresh=true", search)
        .thenApply(answer -> search);
  }

  private static ObjectNode read(String name, String body) {
    if (name.isBlank() || name.length() > LONGEST_NAME || body.length() > LONGEST_BODY) {
      throw ApiException.badRequest(
          "saved_search",
          "expected a name of 1 to %d characters and a body of at most %d"
              .formatted(LONGEST_NAME, LONGEST_BODY));
    }
    try {
      JsonNode given = JSON.readTree(body);
      ObjectNode search = JsonNodeFactory.instance.objectNode();
      search.put("name", name);
      KEPT.forEach(
          key -> {
            if (given.has(key)) {
              search.set(key, given.get(key));
            }
          });
      QueryParser.parse(search.path("q").asText(""));
      return search;
    } catch (JsonProcessingException e) {
      throw ApiException.badRequest("saved_search", "expected JSON: " + e.getOriginalMessage());
    } catch (QueryException e) {
      throw ApiException.badQuery(e.getMessage(), e.position());
    }
  }

  CompletableFuture<ObjectNode> remove(String name) {
    return elasticsearch
        .call("DELETE", document(name) + "?refresh=true", MissingNode.getInstance())
        .thenApply(answer -> JsonNodeFactory.instance.objectNode().put("removed", name));
  }

  private static String document(String name) {
    return INDEX + "/_doc/" + Elasticsearch.segment(name);
  }
}
