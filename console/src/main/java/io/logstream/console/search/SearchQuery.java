package io.logstream.console.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.query.Query;
import io.logstream.console.query.QueryDsl;

/**
 * What is searched for and when.
 *
 * @param query the query and its filters in one
 * @param range the time
 */
public record SearchQuery(Query query, TimeRange range) {

  /** As a filter: nothing is scored, and the cluster may keep the parts. */
  ObjectNode filter() {
    ObjectNode bool = JsonNodeFactory.instance.objectNode();
    ArrayNode clauses = bool.putArray("filter");
    clauses.add(time());
    if (!(query instanceof Query.All)) {
      clauses.add(QueryDsl.of(query));
    }
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
    wrapped.set("bool", bool);
    return wrapped;
  }

  ObjectNode time() {
    ObjectNode range = JsonNodeFactory.instance.objectNode();
    range
        .putObject("range")
        .putObject("@timestamp")
        .put("gte", range().from().toString())
        .put("lt", range().to().toString());
    return range;
  }
}
