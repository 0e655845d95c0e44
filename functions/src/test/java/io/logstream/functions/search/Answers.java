package io.logstream.functions.search;

import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.bulk.OperationType;

/** Items of bulk answers as Elasticsearch gives them. */
final class Answers {

  private Answers() {}

  static BulkResponseItem item(int status, String errorType) {
    return errorType == null
        ? item(status, (ErrorCause) null)
        : item(status, ErrorCause.of(e -> e.type(errorType).reason("because")));
  }

  static BulkResponseItem item(int status, ErrorCause error) {
    return BulkResponseItem.of(
        item -> item.index("i").operationType(OperationType.Index).status(status).error(error));
  }

  static BulkResponseItem stored() {
    return item(201, (ErrorCause) null);
  }
}
