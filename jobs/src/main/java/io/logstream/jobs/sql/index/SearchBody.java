package io.logstream.jobs.sql.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.jobs.sql.index.IndexTableSource.TimeBound;
import java.util.List;

/** What is asked of the index, as JSON. */
final class SearchBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The query that asks for all. */
  static final String EVERYTHING = "*";

  private SearchBody() {}

  /**
   * The query alone.
   *
   * @param query in the syntax of {@code query_string}
   */
  static String of(String query, List<TimeBound> bounds) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode filter = body.putObject("bool").putArray("filter");
    // Of a field, "*" asks for those that have it.
    if (!query.equals(EVERYTHING)) {
      filter
          .addObject()
          .putObject("query_string")
          .put("query", query)
          .put("default_field", "message")
          .put("default_operator", "AND");
    }
    for (TimeBound bound : bounds) {
      filter
          .addObject()
          .putObject("range")
          .putObject("@timestamp")
          .put(bound.operator(), bound.time().toString());
    }
    return body.toString();
  }
}
