package io.logstream.bench.search;

import com.google.auto.service.AutoService;
import io.logstream.bench.Latencies;
import io.logstream.bench.Schedule;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ten queries a second of the console's API over five million lines of the last six hours, while a
 * thousand lines a second are being indexed: how long each kind takes, from the moment at which it
 * is due, so that a slow one is seen in those that wait behind it. The first fifth is warm-up.
 */
@AutoService(Bench.class)
public final class QueryBench implements Bench {

  private static final long DOCUMENTS = 5_000_000;
  private static final long SECONDS = 150;
  private static final int PER_SECOND = 10;
  private static final int LINES_PER_SECOND = 1_000;
  private static final long SPREAD_MILLIS = 6L * 3_600_000;
  private static final String RANGE = "&from=now-6h&to=now";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What people ask, each with words of its own from one time to the next. */
  private enum Kind {
    NEWEST(i -> search("", "newest")),
    WORDS(i -> search("completed 503 u" + i * 37 % 20_000, "newest")),
    RELEVANCE(i -> search("orders " + i * 997 % 100_000 + " 503", "relevance")),
    FIELDS(i -> search("level:error service:checkout", "newest")),
    HISTOGRAM(
        i -> "/api/v1/histogram?buckets=60&by=log.level&q=" + encoded("service:cart") + RANGE),
    HISTOGRAM_OF_ALL(i -> "/api/v1/histogram?buckets=60&by=service.name" + RANGE),
    TERMS(
        i -> "/api/v1/terms?field=service.name&field=host.name&q=" + encoded("status:503") + RANGE),
    VALUES(i -> "/api/v1/values?field=host.name&prefix=ca" + RANGE);

    private final IntFunction<String> path;

    Kind(IntFunction<String> path) {
      this.path = path;
    }

    private static String search(String query, String sort) {
      return "/api/v1/search?size=50&sort=" + sort + "&q=" + encoded(query) + RANGE;
    }

    private static String encoded(String query) {
      return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
  }

  @Override
  public String name() {
    return "queries";
  }

  @Override
  public String description() {
    return "p50/p95/p99 of queries at 10/s over 5,000,000 lines while indexing; size: lines";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long documents = settings.size() > 0 ? settings.size() : DOCUMENTS;
    progress.println("queries: starting Kafka, Flink and Elasticsearch");
    try (SearchStack stack = SearchStack.whole()) {
      new IndexTemplates(stack.elasticsearch()).install();
      long start = System.nanoTime();
      BareBulkClient.fill(stack, "queries", documents, SPREAD_MILLIS);
      stack.call("POST", "/logstream-logs-*/_refresh", "");
      progress.printf(
          "queries: %,d lines written in %.0f s%n", documents, (System.nanoTime() - start) / 1e9);
      String job = stack.startIndexJob(stack.upload(), "bench-queries");
      try (Console console =
          new Console(ConsoleOptions.of(0, stack.elasticsearch(), stack.bootstrapServers()))) {
        URI api = URI.create("http://127.0.0.1:" + console.port());
        double[][] percentiles = new double[3][settings.runs()];
        for (int run = 0; run < settings.runs(); run++) {
          Took took = ask(stack, run, api);
          took.byKind().forEach((kind, latencies) -> print(progress, kind.name(), latencies));
          print(progress, "all", took.all());
          percentiles[0][run] = took.all().quantile(0.50);
          percentiles[1][run] = took.all().quantile(0.95);
          percentiles[2][run] = took.all().quantile(0.99);
        }
        results.add(Measurement.alone(name(), "p50_ms", percentiles[0]));
        results.add(Measurement.alone(name(), "p95_ms", percentiles[1]));
        results.add(Measurement.alone(name(), "p99_ms", percentiles[2]));
      } finally {
        stack.cancel(job);
      }
    }
  }

  private record Took(Map<Kind, Latencies> byKind, Latencies all) {

    Took() {
      this(new EnumMap<>(Kind.class), new Latencies());
      for (Kind kind : Kind.values()) {
        byKind.put(kind, new Latencies());
      }
    }

    synchronized void add(Kind kind, long nanos) {
      byKind.get(kind).add(nanos / 1e6);
      all.add(nanos / 1e6);
    }
  }

  private static void print(PrintStream progress, String what, Latencies latencies) {
    progress.printf(
        "queries: %-16s p50 %4.0f, p95 %4.0f, p99 %4.0f ms of %d%n",
        what,
        latencies.quantile(0.50),
        latencies.quantile(0.95),
        latencies.quantile(0.99),
        latencies.count());
  }

  private static Took ask(SearchStack stack, int run, URI api) {
    AtomicBoolean isEnding = new AtomicBoolean();
    CompletableFuture<Void> indexing =
        CompletableFuture.runAsync(() -> send(stack, "live-" + run + "-", isEnding));
    try {
      Took took = new Took();
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      Schedule schedule = new Schedule(PER_SECOND);
      for (int i = 0; i < SECONDS * PER_SECOND; i++) {
        Kind kind = Kind.values()[i % Kind.values().length];
        long due = schedule.await(i);
        boolean isMeasured = i >= SECONDS * PER_SECOND / 5;
        answers.add(
            HTTP.sendAsync(
                    HttpRequest.newBuilder(api.resolve(kind.path.apply(i))).build(),
                    HttpResponse.BodyHandlers.ofString())
                .thenAccept(
                    answer -> {
                      long nanos = System.nanoTime() - due;
                      requireOk(answer);
                      if (isMeasured) {
                        took.add(kind, nanos);
                      }
                    }));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
      return took;
    } finally {
      isEnding.set(true);
      indexing.join();
    }
  }

  private static void requireOk(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  /** Lines of now, as they come in. */
  private static void send(SearchStack stack, String run, AtomicBoolean isEnding) {
    ShopEvents events = new ShopEvents(run.hashCode());
    try (KafkaProducer<byte[], byte[]> producer = stack.producer(0)) {
      Schedule schedule = new Schedule(LINES_PER_SECOND);
      for (long i = 0; !isEnding.get(); i++) {
        schedule.await(i);
        byte[] event = events.next(run + i, "queries", System.currentTimeMillis());
        producer.send(new ProducerRecord<>(Topics.LOGS, event));
      }
    }
  }
}
