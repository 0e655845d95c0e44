package io.logstream.jobs;

import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.ElasticsearchSinkOptions;
import java.time.Duration;
import org.apache.flink.util.ParameterTool;

/**
 * The options of {@link IndexJob}. On the command line {@code --name value}; the names are those of
 * the constants.
 *
 * @param bootstrapServers {@value #BOOTSTRAP_SERVERS}: Kafka brokers; 127.0.0.1:9092
 * @param groupId {@value #GROUP_ID}: the consumer group whose offsets show the job's lag;
 *     logstream-index
 * @param sink where and how documents are written: {@value #ELASTICSEARCH_NODES} (URLs; {@value
 *     ElasticsearchConnection#DEFAULT_NODES}), {@value #ELASTICSEARCH_COMPRESS} (false), {@value
 *     #BULK_ACTIONS} (2000 documents), {@value #BULK_BYTES} (5242880 bytes), {@value #BULK_AGE_MS}
 *     (15 ms), {@value #BULKS_IN_FLIGHT} (4 a subtask). The API key, a secret, comes from the
 *     environment: {@value #API_KEY_VARIABLE}.
 */
public record IndexJobOptions(
    String bootstrapServers, String groupId, ElasticsearchSinkOptions sink) {

  static final String BOOTSTRAP_SERVERS = "bootstrap-servers";
  static final String GROUP_ID = "group-id";
  static final String ELASTICSEARCH_NODES = "elasticsearch-nodes";
  static final String ELASTICSEARCH_COMPRESS = "elasticsearch-compress";
  static final String BULK_ACTIONS = "bulk-actions";
  static final String BULK_BYTES = "bulk-bytes";
  static final String BULK_AGE_MS = "bulk-age-ms";
  static final String BULKS_IN_FLIGHT = "bulks-in-flight";
  static final String API_KEY_VARIABLE = "LOGSTREAM_ELASTICSEARCH_API_KEY";

  /** Reads them; fails on a value that is not of its type. */
  public static IndexJobOptions of(String... args) {
    ParameterTool given = ParameterTool.fromArgs(args);
    String brokers = given.get(BOOTSTRAP_SERVERS, "127.0.0.1:9092");
    String apiKey = System.getenv(API_KEY_VARIABLE);
    ElasticsearchConnection connection =
        ElasticsearchConnection.to(
                given.get(ELASTICSEARCH_NODES, ElasticsearchConnection.DEFAULT_NODES))
            .withApiKey(apiKey == null ? "" : apiKey)
            .withCompression(given.getBoolean(ELASTICSEARCH_COMPRESS, false));
    ElasticsearchSinkOptions sink = ElasticsearchSinkOptions.of(connection, brokers);
    return new IndexJobOptions(
        brokers,
        given.get(GROUP_ID, "logstream-index"),
        sink.withBulk(
            given.getInt(BULK_ACTIONS, sink.bulkActions()),
            given.getInt(BULK_BYTES, sink.bulkBytes()),
            Duration.ofMillis(given.getLong(BULK_AGE_MS, sink.bulkAge().toMillis())),
            given.getInt(BULKS_IN_FLIGHT, sink.bulksInFlight())));
  }
}
