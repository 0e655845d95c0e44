package io.logstream.console;

import io.javalin.http.Context;
import io.logstream.console.query.Query;
import io.logstream.console.query.QueryException;
import io.logstream.console.query.QueryParser;
import io.logstream.console.search.SearchQuery;
import io.logstream.console.search.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The parameters that requests about lines share, read from a request. */
public final class QueryParameters {

  /** The header by which a newer request of the same session ends an older one. */
  public static final String SESSION = "X-Search-Session";

  private final Context context;

  private QueryParameters(Context context) {
    this.context = context;
  }

  /** Those of a request. */
  public static QueryParameters of(Context context) {
    return new QueryParameters(context);
  }

  /** {@code q} and every {@code filter}, all of which must match. */
  public Query query() {
    List<Query> all = new ArrayList<>();
    all.add(parse(text("q", "")));
    context.queryParams("filter").forEach(filter -> all.add(parse(filter)));
    return Query.and(all);
  }

  private static Query parse(String text) {
    try {
      return QueryParser.parse(text);
    } catch (QueryException e) {
      throw ApiException.badQuery(e.getMessage(), e.position());
    }
  }

  /** The query and its time range. */
  public SearchQuery search() {
    return new SearchQuery(
        query(), TimeRange.parse(text("from", ""), text("to", ""), Instant.now()));
  }

  /** A parameter. */
  public String text(String name, String otherwise) {
    String value = context.queryParam(name);
    return value == null ? otherwise : value;
  }

  /** A parameter that must be there. */
  public String required(String name) {
    String value = text(name, "");
    if (value.isEmpty()) {
      throw ApiException.badRequest("parameter", "expected the parameter " + name);
    }
    return value;
  }

  /** A whole number within bounds. */
  public int number(String name, int otherwise, int least, int most) {
    String text = text(name, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw ApiException.badRequest(
        "parameter",
        "%s: expected a number from %d to %d, found \"%s\"".formatted(name, least, most, text));
  }

  /** The session, empty where there is none. */
  public String session() {
    String header = context.header(SESSION);
    return header == null ? "" : header;
  }
}
