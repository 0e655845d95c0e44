package io.logstream.jobs.sql.index;

import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.search.ElasticsearchConnection;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.io.DefaultInputSplitAssigner;
import org.apache.flink.api.common.io.NonParallelInput;
import org.apache.flink.api.common.io.RichInputFormat;
import org.apache.flink.api.common.io.statistics.BaseStatistics;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.GenericInputSplit;
import org.apache.flink.core.io.InputSplitAssigner;
import org.apache.flink.table.data.RowData;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;

/**
 * Reads the documents that a query matches, page after page of one point in time, so that what is
 * written meanwhile is neither read twice nor makes anything be left out.
 */
final class IndexInputFormat extends RichInputFormat<RowData, GenericInputSplit>
    implements NonParallelInput {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEPT = "2m";

  private final ElasticsearchConnection connection;
  private final String index;
  private final String query;
  private final int pageSize;
  private final long limit;
  private final DeserializationSchema<RowData> format;

  private transient RestClientTransport transport;
  private transient RestClient client;
  private transient String point;
  private transient Iterator<JsonNode> page;
  private transient JsonNode after;
  private transient boolean isLastPage;
  private transient long read;

  IndexInputFormat(
      ElasticsearchConnection connection,
      String index,
      String query,
      int pageSize,
      long limit,
      DeserializationSchema<RowData> format) {
    this.connection = connection;
    this.index = index;
    this.query = query;
    this.pageSize = pageSize;
    this.limit = limit;
    this.format = format;
  }

  @Override
  public void configure(Configuration parameters) {}

  @Override
  public BaseStatistics getStatistics(BaseStatistics cached) {
    return cached;
  }

  @Override
  public GenericInputSplit[] createInputSplits(int atLeast) {
    return new GenericInputSplit[] {new GenericInputSplit(0, 1)};
  }

  @Override
  public InputSplitAssigner getInputSplitAssigner(GenericInputSplit[] splits) {
    return new DefaultInputSplitAssigner(splits);
  }

  @Override
  public void openInputFormat() throws IOException {
    try {
      format.open(
          RuntimeContextInitializationContextAdapters.deserializationAdapter(getRuntimeContext()));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the table's format cannot be opened", e);
    }
    transport = (RestClientTransport) connection.open();
    client = transport.restClient();
  }

  @Override
  public void open(GenericInputSplit split) throws IOException {
    Request open = new Request("POST", '/' + index + "/_pit");
    open.addParameter("keep_alive", KEPT);
    open.addParameter("ignore_unavailable", "true");
    point = ask(open).path("id").asText();
    page = List.<JsonNode>of().iterator();
    after = null;
    isLastPage = false;
    read = 0;
  }

  @Override
  public boolean reachedEnd() throws IOException {
    if (read >= limit) {
      return true;
    }
    if (!page.hasNext() && !isLastPage) {
      nextPage();
    }
    return !page.hasNext();
  }

  private void nextPage() throws IOException {
    ObjectNode body = JSON.createObjectNode();
    int size = (int) Math.min(pageSize, limit - read);
    body.put("size", size).put("track_total_hits", false);
    body.putObject("pit").put("id", point).put("keep_alive", KEPT);
    body.set("query", JSON.readTree(query));
    body.putArray("sort").add("_shard_doc");
    if (after != null) {
      body.set("search_after", after);
    }
    Request search = new Request("POST", "/_search");
    search.setJsonEntity(body.toString());
    JsonNode hits = ask(search).path("hits").path("hits");
    page = hits.iterator();
    isLastPage = hits.size() < size;
    if (!hits.isEmpty()) {
      after = hits.get(hits.size() - 1).path("sort");
    }
  }

  /** Null where the document is none of the table's rows; Flink passes over it. */
  @Override
  public RowData nextRecord(RowData reuse) throws IOException {
    read++;
    return format.deserialize(JSON.writeValueAsBytes(page.next().path("_source")));
  }

  private JsonNode ask(Request request) throws IOException {
    return JSON.readTree(client.performRequest(request).getEntity().getContent());
  }

  @Override
  public void close() throws IOException {
    if (point != null) {
      Request close = new Request("DELETE", "/_pit");
      close.setJsonEntity(JSON.createObjectNode().put("id", point).toString());
      point = null;
      ask(close);
    }
  }

  @Override
  public void closeInputFormat() throws IOException {
    if (transport != null) {
      transport.close();
    }
  }
}
