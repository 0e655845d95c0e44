package io.logstream.functions.search;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.TransportException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.elasticsearch.client.ResponseException;

/**
 * Turns Elasticsearch's answers into outcomes. Pure: the same answer is always the same outcome.
 */
public final class OutcomeClassifier {

  /** States of the cluster that an operator or time ends, whatever their status. */
  private static final Set<String> BLOCKS =
      Set.of(
          "cluster_block_exception",
          "es_rejected_execution_exception",
          "circuit_breaking_exception",
          "unavailable_shards_exception",
          "no_shard_available_action_exception",
          "node_closed_exception",
          "process_cluster_event_timeout_exception",
          // "this action would add [1] shards, but this cluster currently has … maximum": not the
          // document's fault.
          "validation_exception");

  private OutcomeClassifier() {}

  /** The outcome of one item of a bulk. */
  public static ItemOutcome ofItem(BulkResponseItem item) {
    if (item == null) {
      return ItemOutcome.FATAL;
    }
    int status = item.status();
    ErrorCause error = item.error();
    if (error == null) {
      return switch (status) {
        case 201 -> ItemOutcome.STORED;
        case 200 -> ItemOutcome.ALREADY_THERE;
        default -> ItemOutcome.FATAL;
      };
    }
    if (error.type() != null && BLOCKS.contains(error.type())) {
      return ItemOutcome.RETRY;
    }
    return switch (status) {
      // A newer version is in the index: another writer was ahead with the same event.
      case 409 -> ItemOutcome.ALREADY_THERE;
      case 408, 429, 503 -> ItemOutcome.RETRY;
      // Mapping errors, values out of range, closed indices.
      case 400, 413 -> ItemOutcome.REJECTED;
      default -> status >= 500 && status <= 599 ? ItemOutcome.SUSPECT : ItemOutcome.FATAL;
    };
  }

  /** The outcome of a bulk that failed as a whole. */
  public static RequestOutcome ofFailure(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof ElasticsearchException e) {
      return ofStatus(e.status());
    }
    if (cause instanceof ResponseException e) {
      return ofStatus(e.getResponse().getStatusLine().getStatusCode());
    }
    if (cause instanceof TransportException e) {
      // The client could not read the answer; its status says whether the cluster gave one.
      return e.response() != null && e.statusCode() < 500 && e.statusCode() != 429
          ? RequestOutcome.FATAL
          : RequestOutcome.RETRY;
    }
    if (cause instanceof SSLException && cause.getCause() instanceof CertificateException) {
      return RequestOutcome.FATAL;
    }
    return cause instanceof IOException || cause instanceof TimeoutException
        ? RequestOutcome.RETRY
        : RequestOutcome.FATAL;
  }

  private static RequestOutcome ofStatus(int status) {
    return switch (status) {
      case 400, 413 -> RequestOutcome.SPLIT;
      case 408, 429 -> RequestOutcome.RETRY;
      default -> status >= 500 && status <= 599 ? RequestOutcome.RETRY : RequestOutcome.FATAL;
    };
  }

  /** The failure itself, without the wrappers that futures put around it; null stays null. */
  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The item's error in a line: {@code type: reason; caused by type: reason}. */
  static String describe(ErrorCause error) {
    StringBuilder text = new StringBuilder(200);
    ErrorCause cause = error;
    for (int depth = 0; cause != null && depth < 4; depth++) {
      text.append(depth == 0 ? "" : "; caused by ")
          .append(cause.type())
          .append(": ")
          .append(cause.reason());
      cause = cause.causedBy();
    }
    return text.length() > 2_000 ? text.substring(0, 2_000) : text.toString();
  }
}
