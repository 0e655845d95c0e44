package io.logstream.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.ApiException;
import io.logstream.console.search.Searches.Order;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes all hits of a search, one line of JSON each, as a stream: a page of them is in memory at a
 * time. All are of one point in time, so that none is missing or there twice.
 */
public final class Export {

  private static final int PAGE = 2_000;

  private final SearchService service;
  private final long most;
  private final Duration pageTimeout;

  /** An export of so many lines at most. */
  public Export(SearchService service, long most, Duration pageTimeout) {
    this.service = service;
    this.most = most;
    this.pageTimeout = pageTimeout;
  }

  /**
   * Writes them, oldest first. Ends with an {@link IOException} when the reader is gone.
   *
   * @return how many
   */
  public long write(SearchQuery search, OutputStream out) throws IOException {
    String pit = wait(service.openPointInTime());
    try {
      long written = 0;
      JsonNode after = null;
      while (written < most) {
        ObjectNode body = page(search, after, (int) Math.min(PAGE, most - written));
        JsonNode hits = wait(service.raw(body, pit, "")).at("/hits/hits");
        for (JsonNode hit : hits) {
          out.write(hit.path("_source").toString().getBytes(StandardCharsets.UTF_8));
          out.write('\n');
          after = hit.path("sort");
        }
        out.flush();
        written += hits.size();
        if (hits.size() < PAGE) {
          break;
        }
      }
      return written;
    } finally {
      service.closePointInTime(pit);
    }
  }

  private static ObjectNode page(SearchQuery search, JsonNode after, int size) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", size);
    body.put("track_total_hits", false);
    body.set("query", search.filter());
    body.set("sort", Searches.sort(Order.OLDEST));
    if (after != null) {
      body.set("search_after", after);
    }
    return body;
  }

  private <T> T wait(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(pageTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException api) {
        throw api;
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw ApiException.timeout("the index did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
