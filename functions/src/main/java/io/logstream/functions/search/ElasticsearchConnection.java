package io.logstream.functions.search;

import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/**
 * How to reach an Elasticsearch cluster.
 *
 * @param nodes the URLs of its nodes; requests go round them, and one that does not answer is left
 *     out for a while
 * @param apiKey an API key as Elasticsearch encodes it; empty for that of the file which {@link
 *     ElasticsearchSecurity} names, or for none
 * @param compress whether request bodies are compressed with gzip: fewer bytes on the network for
 *     more work on both sides
 * @param connectTimeout for one connection
 * @param requestTimeout for the answer of one node
 */
public record ElasticsearchConnection(
    List<String> nodes,
    String apiKey,
    boolean compress,
    Duration connectTimeout,
    Duration requestTimeout)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Where the local stack's node listens. */
  public static final String DEFAULT_NODES = "http://127.0.0.1:9200";

  /** Checks the URLs, so that a typing error is found before anything is sent. */
  public ElasticsearchConnection {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("elasticsearch: expected at least one node's URL");
    }
    nodes.forEach(ElasticsearchConnection::host);
  }

  /** A connection to nodes given as {@code http://a:9200,http://b:9200}, with the usual limits. */
  public static ElasticsearchConnection to(String commaSeparatedNodes) {
    List<String> nodes =
        Arrays.stream(commaSeparatedNodes.split(","))
            .map(String::trim)
            .filter(node -> !node.isEmpty())
            .toList();
    return new ElasticsearchConnection(
        nodes, "", false, Duration.ofSeconds(2), Duration.ofSeconds(30));
  }

  /** The same with an API key. */
  public ElasticsearchConnection withApiKey(String key) {
    return new ElasticsearchConnection(nodes, key, compress, connectTimeout, requestTimeout);
  }

  /** The same with compressed request bodies or not. */
  public ElasticsearchConnection withCompression(boolean compressed) {
    return new ElasticsearchConnection(nodes, apiKey, compressed, connectTimeout, requestTimeout);
  }

  /** The same with another limit for an answer. */
  public ElasticsearchConnection withRequestTimeout(Duration timeout) {
    return new ElasticsearchConnection(nodes, apiKey, compress, connectTimeout, timeout);
  }

  /** Opens it; closing the transport closes the connections. */
  public ElasticsearchTransport open() {
    RestClientBuilder builder =
        RestClient.builder(
                nodes.stream().map(ElasticsearchConnection::host).toArray(HttpHost[]::new))
            .setCompressionEnabled(compress)
            .setRequestConfigCallback(
                config ->
                    config
                        .setConnectTimeout((int) connectTimeout.toMillis())
                        .setSocketTimeout((int) requestTimeout.toMillis()));
    ElasticsearchSecurity.sslContext()
        .ifPresent(
            trusting ->
                builder.setHttpClientConfigCallback(client -> client.setSSLContext(trusting)));
    String key = apiKey.isEmpty() ? ElasticsearchSecurity.apiKey() : apiKey;
    if (!key.isEmpty()) {
      builder.setDefaultHeaders(new Header[] {new BasicHeader("Authorization", "ApiKey " + key)});
    }
    return new RestClientTransport(builder.build(), new JacksonJsonpMapper());
  }

  private static HttpHost host(String node) {
    URI uri = URI.create(node);
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(
          "elasticsearch: expected a node such as http://127.0.0.1:9200, found " + node);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : 9200;
    return new HttpHost(uri.getHost(), port, uri.getScheme());
  }

  /** Without the key, which belongs in no log. */
  @Override
  public String toString() {
    return "elasticsearch " + String.join(",", nodes);
  }
}
