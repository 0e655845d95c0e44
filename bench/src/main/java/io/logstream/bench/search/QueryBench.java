package io.logstream.bench.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.transport.ElasticsearchTransport;
import com.google.auto.service.AutoService;
import io.logstream.bench.Latencies;
import io.logstream.bench.Schedule;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.IndexDocument;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The search API at ten queries a second over a full index, while more is being indexed.
 *
 * <p>Queries are due by a schedule and counted from when they were due, so that a slow one delays
 * none of the others' clocks. Half of the time is warm-up. The console runs in this process.
 */
@AutoService(Bench.class)
public final class QueryBench implements Bench {

  private static final long DOCUMENTS = 5_000_000;
  private static final String DATASET = "bench";
  private static final Duration SPAN = Duration.ofHours(6);
  private static final int BULK = 2_000;
  private static final int BULKS_AT_ONCE = 4;
  private static final int QUERIES_PER_SECOND = 10;
  private static final int SECONDS = 120;
  private static final int INDEXED_PER_SECOND = 1_000;

  /** What people ask: by words, the newest, how many when, of whom, and completions. */
  private static final Map<String, String> QUERIES = queries();

  private static Map<String, String> queries() {
    Map<String, String> queries = new TreeMap<>();
    queries.put("relevant", "search?sort=relevance&q=" + encoded("completed 503 payment"));
    queries.put("newest", "search?sort=newest&q=" + encoded("service.name:checkout"));
    queries.put("errors", "search?q=" + encoded("log.level:error AND service.name:cart"));
    queries.put("histogram", "histogram?by=log.level&q=");
    queries.put("terms", "terms?field=service.name&field=host.name&field=log.level&q=");
    queries.put("values", "values?field=host.name&prefix=ca");
    return queries;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String description() {
    return "query p50/p95/p99 at 10/s over 5,000,000 documents, while indexing; size: documents";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long documents = settings.size() > 0 ? settings.size() : DOCUMENTS;
    progress.println("query: starting Elasticsearch");
    try (SearchStack stack = SearchStack.indexOnly();
        ElasticsearchTransport transport =
            stack.elasticsearch().withRequestTimeout(Duration.ofMinutes(5)).open()) {
      new IndexTemplates(stack.elasticsearch()).install();
      ElasticsearchAsyncClient client = new ElasticsearchAsyncClient(transport);
      fill(client, documents);
      progress.printf("query: %,d documents are there%n", documents);
      AtomicBoolean isEnding = new AtomicBoolean();
      CompletableFuture<Void> indexing = CompletableFuture.runAsync(() -> index(client, isEnding));
      // No broker is there: nothing of what is asked needs one.
      try (Console console =
          new Console(ConsoleOptions.of(0, stack.elasticsearch(), "127.0.0.1:1"))) {
        for (int run = 0; run < settings.runs(); run++) {
          ask(console.port(), results, progress);
        }
      } finally {
        isEnding.set(true);
        indexing.join();
      }
    }
  }

  /** Documents of the last hours, evenly over the time. */
  private static void fill(ElasticsearchAsyncClient client, long documents) throws Exception {
    ShopEvents events = new ShopEvents(documents);
    long now = System.currentTimeMillis();
    Semaphore slots = new Semaphore(BULKS_AT_ONCE);
    List<IndexDocument> bulk = new ArrayList<>();
    for (long i = 0; i < documents; i++) {
      long at = now - SPAN.toMillis() + SPAN.toMillis() * i / documents;
      bulk.add(document(events, "old-" + i, at));
      if (bulk.size() == BULK || i == documents - 1) {
        slots.acquire();
        send(client, bulk).whenComplete((answer, failure) -> slots.release());
        bulk = new ArrayList<>();
      }
    }
    slots.acquire(BULKS_AT_ONCE);
    long found = client.count(count -> count.index(IndexBench.index(DATASET))).get().count();
    if (found < documents * 0.99) {
      throw new IllegalStateException(
          "expected %,d documents, found %,d".formatted(documents, found));
    }
  }

  private static void index(ElasticsearchAsyncClient client, AtomicBoolean isEnding) {
    ShopEvents events = new ShopEvents(1);
    int bulkSize = INDEXED_PER_SECOND / 10;
    Schedule schedule = new Schedule(10);
    for (long i = 0; !isEnding.get(); i++) {
      schedule.await(i);
      List<IndexDocument> bulk = new ArrayList<>();
      for (int k = 0; k < bulkSize; k++) {
        bulk.add(document(events, "new-" + i + "-" + k, System.currentTimeMillis()));
      }
      send(client, bulk).join();
    }
  }

  private static IndexDocument document(ShopEvents events, String id, long millis) {
    return DocumentReader.read(events.next(id, DATASET, millis), null, DATASET, millis);
  }

  private static CompletableFuture<?> send(
      ElasticsearchAsyncClient client, List<IndexDocument> bulk) {
    return client
        .bulk(BareBulkClient.bulk(bulk))
        .thenAccept(
            answer -> {
              if (answer.errors()) {
                throw new IllegalStateException("a bulk has errors");
              }
            });
  }

  private static void ask(int port, Results results, PrintStream progress) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    List<String> kinds = List.copyOf(QUERIES.keySet());
    Map<String, Latencies> took = new TreeMap<>();
    kinds.forEach(kind -> took.put(kind, new Latencies()));
    Latencies all = new Latencies();
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    Schedule schedule = new Schedule(QUERIES_PER_SECOND);
    long total = (long) QUERIES_PER_SECOND * SECONDS;
    for (long i = 0; i < total; i++) {
      long due = schedule.await(i);
      String kind = kinds.get((int) (i % kinds.size()));
      boolean isCounted = i >= total / 2;
      URI uri =
          URI.create(
              "http://127.0.0.1:%d/api/v1/%s&from=now-6h".formatted(port, QUERIES.get(kind)));
      answers.add(
          http.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .thenAccept(
                  answer -> {
                    if (answer.statusCode() != 200) {
                      throw new IllegalStateException(
                          "%s: %d %s".formatted(uri, answer.statusCode(), answer.body()));
                    }
                    double millis = (System.nanoTime() - due) / 1e6;
                    synchronized (all) {
                      if (isCounted) {
                        took.get(kind).add(millis);
                        all.add(millis);
                      }
                    }
                  }));
    }
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    } catch (RuntimeException e) {
      throw new IOException("a query was not answered", e);
    }
    took.forEach(
        (kind, times) ->
            progress.printf(
                "query: %-9s p50 %.0f, p95 %.0f, p99 %.0f ms%n",
                kind, times.quantile(0.50), times.quantile(0.95), times.quantile(0.99)));
    for (int percent : new int[] {50, 95, 99}) {
      results.add(
          Measurement.alone("query", "p%d_ms".formatted(percent), all.quantile(percent / 100.0)));
    }
  }
}
