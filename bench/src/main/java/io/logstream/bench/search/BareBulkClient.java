package io.logstream.bench.search;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.util.BinaryData;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.IndexDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** The peer: Elasticsearch's own client and nothing else, as fast as it goes. */
final class BareBulkClient {

  private static final int BULK = 2_000;
  private static final int AT_ONCE = 4;

  private BareBulkClient() {}

  /**
   * Documents a second, once so many are written. They are made before the clock runs.
   *
   * @param warm documents that come before
   */
  static double rate(SearchStack stack, String dataset, long documents, long warm)
      throws Exception {
    List<IndexDocument> all = new ArrayList<>();
    ShopEvents events = new ShopEvents(documents);
    long now = System.currentTimeMillis();
    for (long i = 0; i < documents; i++) {
      all.add(DocumentReader.read(events.next(dataset + "-" + i, dataset, now), null, "peer", now));
    }
    try (ElasticsearchTransport transport =
        stack.elasticsearch().withRequestTimeout(Duration.ofMinutes(5)).open()) {
      ElasticsearchAsyncClient client = new ElasticsearchAsyncClient(transport);
      Semaphore slots = new Semaphore(AT_ONCE);
      List<CompletableFuture<?>> answers = new ArrayList<>();
      long start = System.nanoTime();
      long before = 0;
      for (int from = 0; from < all.size(); from += BULK) {
        slots.acquire();
        if (before == 0 && from >= warm) {
          start = System.nanoTime();
          before = from;
        }
        BulkRequest bulk = bulk(all.subList(from, Math.min(all.size(), from + BULK)));
        answers.add(
            client
                .bulk(bulk)
                .whenComplete((answer, failure) -> slots.release())
                .thenAccept(
                    answer -> {
                      if (answer.errors()) {
                        throw new IllegalStateException("the peer's bulk has errors");
                      }
                    }));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
      return (documents - before) * 1e9 / (System.nanoTime() - start);
    }
  }

  static BulkRequest bulk(List<IndexDocument> documents) {
    BulkRequest.Builder bulk = new BulkRequest.Builder();
    for (IndexDocument document : documents) {
      BinaryData source = BinaryData.of(document.source(), "application/json");
      bulk.operations(
          operation ->
              operation.index(
                  index -> index.index(document.index()).id(document.id()).document(source)));
    }
    return bulk.build();
  }
}
