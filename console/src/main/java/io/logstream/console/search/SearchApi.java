package io.logstream.console.search;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import io.logstream.console.ConsoleOptions;
import io.logstream.console.QueryParameters;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The routes of the search. What each takes and gives is in {@code openapi.yaml}. */
public final class SearchApi implements ApiModule {

  private static final int MOST_FACETS = 12;

  private final Elasticsearch elasticsearch;
  private final SearchService service;
  private final Export export;
  private final ConsoleOptions options;

  /** An API over the index of the options. */
  public SearchApi(ConsoleOptions options) {
    this.options = options;
    elasticsearch =
        new Elasticsearch(
            options.elasticsearch().withRequestTimeout(options.searchTimeout().plusSeconds(2)),
            options.searchesAtOnce());
    service = new SearchService(elasticsearch, Relevance.standard(), options.searchTimeout());
    export = new Export(service, options.largestExport(), options.searchTimeout().multipliedBy(3));
  }

  @Override
  public void register(JavalinConfig config) {
    SavedSearches saved = new SavedSearches(elasticsearch);
    config.router.mount(
        routes ->
            routes
                .get("/api/v1/search", this::search)
                .get("/api/v1/histogram", this::histogram)
                .get("/api/v1/terms", this::terms)
                .get("/api/v1/fields", context -> context.json(service.fields()))
                .get("/api/v1/values", this::values)
                .get("/api/v1/context", this::context)
                .get("/api/v1/traces/{id}", this::trace)
                .get("/api/v1/explain", this::explain)
                .get("/api/v1/export", this::export)
                .get("/api/v1/indices", context -> later(context, service.indices()))
                .get("/api/v1/saved-searches", context -> later(context, saved.all()))
                .put(
                    "/api/v1/saved-searches/{name}",
                    context -> later(context, saved.put(context.pathParam("name"), context.body())))
                .delete(
                    "/api/v1/saved-searches/{name}",
                    context -> later(context, saved.remove(context.pathParam("name")))));
  }

  private static void later(Context context, CompletableFuture<?> answer) {
    context.future(() -> answer.thenAccept(context::json));
  }

  private void search(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.search(
            parameters.search(),
            parameters.text("sort", "newest"),
            parameters.number("size", 50, 0, options.largestPage()),
            parameters.text("cursor", ""),
            parameters.session()));
  }

  private void histogram(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.histogram(
            parameters.search(),
            parameters.number("buckets", 60, 1, 500),
            parameters.text("by", ""),
            parameters.session()));
  }

  private void terms(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    List<String> fields = context.queryParams("field");
    if (fields.isEmpty() || fields.size() > MOST_FACETS) {
      throw ApiException.badRequest(
          "parameter",
          "field: expected 1 to %d of them, found %d".formatted(MOST_FACETS, fields.size()));
    }
    later(
        context,
        service.terms(
            parameters.search(),
            fields,
            parameters.number("size", 8, 1, 1_000),
            parameters.session()));
  }

  private void values(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.values(
            parameters.search(),
            parameters.required("field"),
            parameters.text("prefix", ""),
            parameters.number("size", 10, 1, 100),
            parameters.session()));
  }

  private void context(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.context(
            parameters.text("index", ""),
            parameters.required("id"),
            parameters.number("before", 10, 0, 200),
            parameters.number("after", 10, 0, 200)));
  }

  private void trace(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.trace(
            context.pathParam("id"), parameters.number("size", 500, 1, options.largestPage())));
  }

  private void explain(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    later(
        context,
        service.explain(
            parameters.search(), parameters.required("index"), parameters.required("id")));
  }

  private void export(Context context) throws IOException {
    SearchQuery search = QueryParameters.of(context).search();
    context.contentType("application/x-ndjson");
    context.header("Content-Disposition", "attachment; filename=\"logstream.ndjson\"");
    try (OutputStream out = new BufferedOutputStream(context.outputStream(), 1 << 16)) {
      export.write(search, out);
    }
  }

  @Override
  public void close() {
    elasticsearch.close();
  }
}
