package io.logstream.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** What the shards of the log indices have done, by the node's own counters: counts and times. */
record ShardWork(
    long documents,
    long indexMillis,
    long refreshes,
    long refreshMillis,
    long merges,
    long mergeMillis,
    long searches,
    long searchMillis) {

  static ShardWork of(SearchStack stack) throws IOException, InterruptedException {
    JsonNode all =
        stack
            .call("GET", "/logstream-logs-*/_stats/indexing,refresh,merge,search", "")
            .at("/_all/primaries");
    return new ShardWork(
        all.at("/indexing/index_total").asLong(),
        all.at("/indexing/index_time_in_millis").asLong(),
        all.at("/refresh/total").asLong(),
        all.at("/refresh/total_time_in_millis").asLong(),
        all.at("/merges/total").asLong(),
        all.at("/merges/total_time_in_millis").asLong(),
        all.at("/search/query_total").asLong(),
        all.at("/search/query_time_in_millis").asLong());
  }

  ShardWork since(ShardWork before) {
    return new ShardWork(
        documents - before.documents,
        indexMillis - before.indexMillis,
        refreshes - before.refreshes,
        refreshMillis - before.refreshMillis,
        merges - before.merges,
        mergeMillis - before.mergeMillis,
        searches - before.searches,
        searchMillis - before.searchMillis);
  }

  @Override
  public String toString() {
    return "indexing %s, refreshes %s, merges %s, searches %s"
        .formatted(
            each(documents, indexMillis),
            each(refreshes, refreshMillis),
            each(merges, mergeMillis),
            each(searches, searchMillis));
  }

  private static String each(long count, long millis) {
    return "%d × %.2f ms".formatted(count, count == 0 ? 0.0 : millis / (double) count);
  }
}
