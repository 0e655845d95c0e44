package io.logstream.functions.search;

import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends bulk requests. The seam at which tests put a cluster of their own making. */
interface BulkClient extends AutoCloseable {

  /**
   * Sends the documents in one request.
   *
   * @return an answer for each document, in their order; or the failure of the whole request
   */
  CompletionStage<List<BulkResponseItem>> bulk(List<IndexDocument> documents);

  @Override
  void close();
}
