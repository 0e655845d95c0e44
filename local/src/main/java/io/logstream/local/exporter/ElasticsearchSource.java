package io.logstream.local.exporter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Elasticsearch: the cluster's health, and what its indices hold and do. */
final class ElasticsearchSource implements Source {

  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI node;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  ElasticsearchSource(URI node) {
    this.node = node;
  }

  @Override
  public String name() {
    return "elasticsearch";
  }

  @Override
  public void collect(Samples samples) throws IOException, InterruptedException {
    JsonNode health = get("/_cluster/health");
    for (String color : List.of("green", "yellow", "red")) {
      samples.gauge(
          "elasticsearch_cluster_health_status",
          "1 for the colour that the cluster's health has.",
          health.path("status").asText().equals(color) ? 1 : 0,
          "color",
          color);
    }
    samples.gauge(
        "elasticsearch_cluster_health_number_of_nodes",
        "Nodes in the cluster.",
        health.path("number_of_nodes").asDouble());
    samples.gauge(
        "elasticsearch_cluster_health_unassigned_shards",
        "Shards without a node.",
        health.path("unassigned_shards").asDouble());
    samples.gauge(
        "elasticsearch_cluster_health_number_of_pending_tasks",
        "Changes of the cluster's state that wait.",
        health.path("number_of_pending_tasks").asDouble());
    JsonNode total = get("/_stats/docs,store,indexing,search").path("_all").path("total");
    samples.gauge(
        "elasticsearch_indices_docs_total",
        "Documents in all indices, replicas too.",
        total.path("docs").path("count").asDouble());
    samples.gauge(
        "elasticsearch_indices_store_size_bytes_total",
        "Bytes on disk.",
        total.path("store").path("size_in_bytes").asDouble());
    samples.gauge(
        "elasticsearch_indices_indexing_index_total",
        "Documents indexed since the nodes' start.",
        total.path("indexing").path("index_total").asDouble());
    samples.gauge(
        "elasticsearch_indices_search_query_total",
        "Queries since the nodes' start, a shard each.",
        total.path("search").path("query_total").asDouble());
    samples.gauge(
        "elasticsearch_indices_search_query_time_seconds",
        "Seconds that these queries took together.",
        total.path("search").path("query_time_in_millis").asDouble() / 1000);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.resolve(path)).timeout(LIMIT).build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("GET %s gives %d".formatted(path, response.statusCode()));
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {}
}
