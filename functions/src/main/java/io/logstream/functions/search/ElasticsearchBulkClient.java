package io.logstream.functions.search;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.util.BinaryData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The {@link BulkClient} over the official client. Documents pass through as the bytes that they
 * are; of the answer, only what the sink reads is asked for.
 */
final class ElasticsearchBulkClient implements BulkClient {

  private static final String JSON = "application/json";
  private static final String WHAT_IS_READ =
      "took,errors,items.*._index,items.*.status,items.*.result,items.*.error";

  private final ElasticsearchTransport transport;
  private final ElasticsearchAsyncClient client;

  ElasticsearchBulkClient(ElasticsearchTransport transport) {
    this.transport = transport;
    this.client =
        new ElasticsearchAsyncClient(transport)
            .withTransportOptions(options -> options.setParameter("filter_path", WHAT_IS_READ));
  }

  @Override
  public CompletionStage<List<BulkResponseItem>> bulk(List<IndexDocument> documents) {
    BulkRequest.Builder bulk = new BulkRequest.Builder();
    for (IndexDocument document : documents) {
      BinaryData source = BinaryData.of(document.source(), JSON);
      bulk.operations(
          operation ->
              operation.index(
                  index -> {
                    if (document.hasVersion()) {
                      // The same version again, of a replay, is written over.
                      index.versionType(VersionType.ExternalGte).version(document.version());
                    }
                    return index.index(document.index()).id(document.id()).document(source);
                  }));
    }
    return client.bulk(bulk.build()).thenApply(BulkResponse::items);
  }

  @Override
  public void close() {
    try {
      transport.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
