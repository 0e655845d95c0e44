package io.logstream.console.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.search.Elasticsearch;
import io.logstream.functions.search.IndexNames;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes a user's log lines from the index: those whose {@code user.id} or {@code user.name} is
 * the user. By search and single deletes, since not every node has {@code _delete_by_query}.
 */
final class IndexErasure {

  private static final List<String> FIELDS = List.of("user.id", "user.name");
  private static final int PAGE = 100;
  private static final long MOST = 100_000;

  private final Elasticsearch elasticsearch;

  IndexErasure(Elasticsearch elasticsearch) {
    this.elasticsearch = elasticsearch;
  }

  /** Deletes them and says how many there were. */
  CompletableFuture<Long> of(String user) {
    return more(user, 0);
  }

  private CompletableFuture<Long> more(String user, long deleted) {
    return elasticsearch
        .call(
            "POST",
            "/" + IndexNames.ALL + "/_search?ignore_unavailable=true&allow_no_indices=true",
            search(user))
        .thenCompose(
            answer -> {
              JsonNode hits = answer.at("/hits/hits");
              if (hits.isEmpty() || deleted >= MOST) {
                return CompletableFuture.completedFuture(deleted);
              }
              return delete(hits).thenCompose(any -> more(user, deleted + hits.size()));
            });
  }

  private CompletableFuture<?> delete(JsonNode hits) {
    CompletableFuture<JsonNode> last = CompletableFuture.completedFuture(MissingNode.getInstance());
    for (int i = 0; i < hits.size(); i++) {
      JsonNode hit = hits.get(i);
      // The last makes all visible: the next page must not have them again.
      String refresh = i == hits.size() - 1 ? "?refresh=true" : "";
      String path =
          "/%s/_doc/%s%s".formatted(hit.path("_index").asText(), hit.path("_id").asText(), refresh);
      last = last.thenCompose(any -> elasticsearch.call("DELETE", path, MissingNode.getInstance()));
    }
    return last;
  }

  private static ObjectNode search(String user) {
    ObjectNode search = JsonNodeFactory.instance.objectNode();
    search.put("size", PAGE).put("_source", false);
    ArrayNode should = search.putObject("query").putObject("bool").putArray("should");
    FIELDS.forEach(field -> should.addObject().putObject("term").put(field, user));
    return search;
  }
}
