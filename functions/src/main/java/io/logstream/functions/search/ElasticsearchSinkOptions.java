package io.logstream.functions.search;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the sink batches, waits and gives up.
 *
 * @param connection where the cluster is
 * @param deadLetterBootstrapServers the Kafka brokers that take refused documents
 * @param bulkActions documents in one bulk at most
 * @param bulkBytes bytes of documents in one bulk at most; also the largest document that is sent
 * @param bulkAge how long the first document of a bulk waits for company
 * @param bulksInFlight bulks under way at once, for one writer
 * @param firstBackoff the wait after a first failure
 * @param longestBackoff no wait is longer
 * @param breakerWindow the bulks over which the breaker reckons its failure rate; half must fail
 * @param breakerOpen how long it stays open before it lets one bulk try
 */
public record ElasticsearchSinkOptions(
    ElasticsearchConnection connection,
    String deadLetterBootstrapServers,
    int bulkActions,
    int bulkBytes,
    Duration bulkAge,
    int bulksInFlight,
    Duration firstBackoff,
    Duration longestBackoff,
    int breakerWindow,
    Duration breakerOpen)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The defaults, which favour a line's being found soon over the fewest requests. */
  public static ElasticsearchSinkOptions of(
      ElasticsearchConnection connection, String deadLetterBootstrapServers) {
    return new ElasticsearchSinkOptions(
        connection,
        deadLetterBootstrapServers,
        2_000,
        5 << 20,
        Duration.ofMillis(15),
        4,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        10,
        Duration.ofSeconds(2));
  }

  /** The same with other limits for a bulk. */
  public ElasticsearchSinkOptions withBulk(int actions, int bytes, Duration age, int inFlight) {
    return new ElasticsearchSinkOptions(
        connection,
        deadLetterBootstrapServers,
        actions,
        bytes,
        age,
        inFlight,
        firstBackoff,
        longestBackoff,
        breakerWindow,
        breakerOpen);
  }
}
